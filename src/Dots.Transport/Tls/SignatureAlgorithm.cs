using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>The signature algorithms accepted on certificates and CRLs (RFC 5758, RFC 4055); SHA-1 and MD5 are not among them.</summary>
internal static class SignatureAlgorithm
{
    internal const string RsaPss = "1.2.840.113549.1.1.10";

    private static readonly (string Oid, HashAlgorithmName Hash, bool Rsa)[] All =
    [
        ("1.2.840.10045.4.3.2", HashAlgorithmName.SHA256, false),
        ("1.2.840.10045.4.3.3", HashAlgorithmName.SHA384, false),
        ("1.2.840.10045.4.3.4", HashAlgorithmName.SHA512, false),
        ("1.2.840.113549.1.1.11", HashAlgorithmName.SHA256, true),
        ("1.2.840.113549.1.1.12", HashAlgorithmName.SHA384, true),
        ("1.2.840.113549.1.1.13", HashAlgorithmName.SHA512, true),
    ];

    internal static bool IsStrong(string oid) => oid == RsaPss || All.Any(a => a.Oid == oid);

    /// <param name="algorithm">DER of the AlgorithmIdentifier.</param>
    internal static bool Verify(X509Certificate2 authority, ReadOnlyMemory<byte> algorithm, ReadOnlySpan<byte> signed, byte[] signature)
    {
        var oid = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
        if (All.FirstOrDefault(a => a.Oid == oid) is not { Oid: not null } known)
            throw new RevocationListException($"it is signed with {oid}; accepted are ECDSA and RSA (PKCS #1) with SHA-256, SHA-384 or SHA-512");

        if (known.Rsa)
        {
            using var rsa = authority.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(signed, signature, known.Hash, RSASignaturePadding.Pkcs1);
        }
        using var ecdsa = authority.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(signed, signature, known.Hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
