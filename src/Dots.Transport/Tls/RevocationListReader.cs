using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>Reads a CRL file, PEM (one or several blocks) or DER, and verifies its signature (RFC 5280, section 5.1).</summary>
/// <exception cref="RevocationListException">Thrown by <see cref="Read"/>: not a CRL, not of a known authority, signature wrong or too weak.</exception>
internal static class RevocationListReader
{
    private static readonly Asn1Tag VersionTwoExtensions = new(TagClass.ContextSpecific, 0);

    internal static IReadOnlyList<RevocationList> Read(ReadOnlyMemory<byte> file, X509Certificate2Collection authorities)
    {
        try
        {
            var lists = Blocks(file).Select(block => ReadOne(block, authorities)).ToArray();
            return lists.Length > 0 ? lists : throw new RevocationListException("the file holds no CRL");
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or FormatException)
        {
            throw new RevocationListException($"the file is not a well-formed CRL: {e.Message}", e);
        }
    }

    private static IEnumerable<byte[]> Blocks(ReadOnlyMemory<byte> file)
    {
        const byte sequence = 0x30;
        if (file.Length > 0 && file.Span[0] == sequence)
            return [file.ToArray()];

        var blocks = new List<byte[]>();
        ReadOnlySpan<char> text = System.Text.Encoding.UTF8.GetString(file.Span);
        while (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Label] is "X509 CRL")
                blocks.Add(Convert.FromBase64String(text[fields.Base64Data].ToString()));
            text = text[fields.Location.End..];
        }
        return blocks;
    }

    private static RevocationList ReadOne(byte[] der, X509Certificate2Collection authorities)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = list.PeekEncodedValue();
        var content = list.ReadSequence();
        var algorithm = list.ReadEncodedValue();
        var signature = list.ReadBitString(out var unused);
        list.ThrowIfNotEmpty();
        if (unused != 0)
            throw new RevocationListException("its signature is not a whole number of bytes");

        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            content.ReadInteger();
        if (!content.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
            throw new RevocationListException("its two signature algorithms differ");
        var issuer = content.ReadEncodedValue();
        Verify(issuer, signed, algorithm, signature, authorities);

        var thisUpdate = ReadTime(content);
        DateTimeOffset? nextUpdate = content.HasData && IsTime(content.PeekTag()) ? ReadTime(content) : null;
        var revoked = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            ReadEntries(content.ReadSequence(), revoked);
        if (content.HasData)
            RefuseUnknownCritical(content.ReadSequence(VersionTwoExtensions).ReadSequence());
        return new RevocationList(issuer.ToArray(), thisUpdate, nextUpdate, revoked.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static void ReadEntries(AsnReader entries, Dictionary<string, DateTimeOffset> revoked)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            var serial = CertificateSerial.Of(entry.ReadIntegerBytes().Span);
            revoked[serial] = ReadTime(entry);
            if (entry.HasData)
                RefuseUnknownCritical(entry.ReadSequence());
        }
    }

    // An indirect or partial CRL marks itself by a critical extension; taken for a full one it would declare revoked certificates good.
    private static void RefuseUnknownCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
                throw new RevocationListException($"it has the critical extension {id}, which is not supported (only full, direct CRLs are)");
        }
    }

    private static void Verify(ReadOnlyMemory<byte> issuer, ReadOnlyMemory<byte> signed, ReadOnlyMemory<byte> algorithm, byte[] signature, X509Certificate2Collection authorities)
    {
        var known = authorities.Where(a => a.SubjectName.RawData.AsSpan().SequenceEqual(issuer.Span)).ToArray();
        if (known.Length == 0)
            throw new RevocationListException($"it was issued by {new X500DistinguishedName(issuer.Span).Name}, which is not an authority of the consortium");
        if (!known.Any(authority => MaySign(authority) && SignatureAlgorithm.Verify(authority, algorithm, signed.Span, signature)))
            throw new RevocationListException($"its signature is not one of {known[0].Subject}");
    }

    private static bool MaySign(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage || usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign);

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}

/// <summary>Why a CRL file was refused; the one in use stays.</summary>
public sealed class RevocationListException : IOException
{
    internal RevocationListException(string message) : base(message) { }
    internal RevocationListException(string message, Exception inner) : base(message, inner) { }
}
