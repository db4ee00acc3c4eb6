using System.Security.Cryptography;

namespace Dots.Transport.Signatures;

/// <summary>The Content-Digest field with sha-256 (RFC 9530).</summary>
internal static class ContentDigest
{
    internal const string Field = "content-digest";
    private const string Algorithm = "sha-256";

    internal static string Of(ReadOnlySpan<byte> content) => $"{Algorithm}={StructuredValue.Of(SHA256.HashData(content)).Text}";

    /// <summary>The sha-256 digest a field names; null when it names none. Digests by other algorithms may stand beside it.</summary>
    internal static byte[]? Read(string? field)
    {
        if (field is null || StructuredReader.Dictionary(field) is not { } members)
            return null;
        foreach (var member in members)
            if (member is { Key: Algorithm, Items: null } && member.Value.AsBytes is { Length: SHA256.HashSizeInBytes } digest)
                return digest;
        return null;
    }

    internal static bool Fits(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> content)
    {
        Span<byte> own = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, own);
        return CryptographicOperations.FixedTimeEquals(own, digest);
    }
}
