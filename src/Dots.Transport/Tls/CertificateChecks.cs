using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>The checks themselves, in the order in which they are told to the peer: who signed it, when, what for, how strong, revoked or not.</summary>
internal sealed class CertificateChecks(AuthorityBundle authorities)
{
    private const string AnyUse = "2.5.29.37.0";
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    internal CertificateVerdict Check(X509Certificate2 certificate, string senderId, CertificateUse use, DateTimeOffset now, IReadOnlyList<RevocationList> revocations)
    {
        using var chain = new X509Chain { ChainPolicy = authorities.Policy(now) };
        var (fault, detail) = Signer(certificate, chain);
        if (fault == CertificateFault.None)
            (fault, detail) = Validity(certificate, chain, now);
        if (fault == CertificateFault.None)
            (fault, detail) = Use(certificate, use);
        if (fault == CertificateFault.None)
            (fault, detail) = Strength(certificate);
        if (fault == CertificateFault.None)
            (fault, detail) = Remaining(chain);
        if (fault == CertificateFault.None)
            (fault, detail) = Revocation(chain, revocations);
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        return new CertificateVerdict(fault, detail, senderId);
    }

    private (CertificateFault, string) Signer(X509Certificate2 certificate, X509Chain chain)
    {
        if (AuthorityBundle.IsSelfIssued(certificate) && !authorities.Holds(certificate))
            return (CertificateFault.SelfSigned, $"certificate {Name(certificate)} is self-signed; one issued by the consortium's authority is needed");
        if (!authorities.Names(certificate.IssuerName))
            return (CertificateFault.UnknownAuthority, $"certificate {Name(certificate)} was issued by {Printable(certificate.Issuer)}, which is not the consortium's authority");

        chain.Build(certificate);
        const X509ChainStatusFlags foreign = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;
        return Has(chain, foreign)
            ? (CertificateFault.UnknownAuthority, $"certificate {Name(certificate)} names the consortium's authority as its issuer but is not signed by it")
            : default;
    }

    private static (CertificateFault, string) Validity(X509Certificate2 certificate, X509Chain chain, DateTimeOffset now)
    {
        if (now < certificate.NotBefore.ToUniversalTime())
            return (CertificateFault.NotYetValid, $"certificate {Name(certificate)} is not valid before {Instant(certificate.NotBefore)}; the time here is {Instant(now.UtcDateTime)}");
        if (now > certificate.NotAfter.ToUniversalTime())
            return (CertificateFault.Expired, $"certificate {Name(certificate)} expired at {Instant(certificate.NotAfter)}; the time here is {Instant(now.UtcDateTime)}");
        return Has(chain, X509ChainStatusFlags.NotTimeValid)
            ? (CertificateFault.Expired, $"an authority above certificate {Name(certificate)} is outside its validity")
            : default;
    }

    private static (CertificateFault, string) Use(X509Certificate2 certificate, CertificateUse use)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority))
            return (CertificateFault.WrongUsage, $"certificate {Name(certificate)} is an authority's, not a peer's");
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            return (CertificateFault.WrongUsage, $"certificate {Name(certificate)} may not be used for digital signatures (key usage {usage.KeyUsages})");
        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } extended
            && !extended.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == use.Oid() || o.Value == AnyUse))
            return (CertificateFault.WrongUsage, $"certificate {Name(certificate)} may not be used as a TLS {use.ToString().ToLowerInvariant()} (extended key usage lacks {use.Oid()})");
        return default;
    }

    private static (CertificateFault, string) Strength(X509Certificate2 certificate)
    {
        if (!SignatureAlgorithm.IsStrong(certificate.SignatureAlgorithm.Value ?? ""))
            return (CertificateFault.Weak, $"certificate {Name(certificate)} is signed with {certificate.SignatureAlgorithm.FriendlyName}, which is too weak");
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize >= 2048 ? default : (CertificateFault.Weak, $"certificate {Name(certificate)} has an RSA key of {rsa.KeySize} bits; at least 2048 are needed");
        using var ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa is not null && Curves.Contains(ecdsa.ExportParameters(false).Curve.Oid.Value)
            ? default
            : (CertificateFault.Weak, $"certificate {Name(certificate)} has a key of a kind that is not accepted; accepted are ECDSA on P-256, P-384 or P-521 and RSA of at least 2048 bits");
    }

    private static (CertificateFault, string) Remaining(X509Chain chain) =>
        chain.ChainStatus.FirstOrDefault(s => s.Status != X509ChainStatusFlags.NoError) is { Status: not X509ChainStatusFlags.NoError } status
            ? (CertificateFault.Invalid, $"the certificate's chain is not valid: {status.Status}")
            : default;

    private static (CertificateFault, string) Revocation(X509Chain chain, IReadOnlyList<RevocationList> revocations)
    {
        foreach (var list in revocations)
            foreach (var element in chain.ChainElements)
                if (list.Issuer.Span.SequenceEqual(element.Certificate.IssuerName.RawData)
                    && list.Revoked.TryGetValue(CertificateSerial.Of(element.Certificate), out var since))
                    return (CertificateFault.Revoked, $"certificate {Name(element.Certificate)}, serial {CertificateSerial.Of(element.Certificate)}, was revoked at {Instant(since.UtcDateTime)}");
        return default;
    }

    private static bool Has(X509Chain chain, X509ChainStatusFlags flags) => chain.ChainStatus.Any(s => (s.Status & flags) != 0);

    private static string Name(X509Certificate2 certificate) => Printable(certificate.Subject);

    // The names come from a stranger and go to logs and answers.
    private static string Printable(string name) =>
        new([.. name.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);

    private static string Instant(DateTime time) => time.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);
}
