using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Signatures;

/// <summary>ecdsa-p256-sha256 (RFC 9421, section 3.3.4): r and s, 32 bytes each.</summary>
public static class SigningKey
{
    public const string Algorithm = "ecdsa-p256-sha256";
    internal const int SignatureBytes = 64;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Whether messages can be signed and checked with this certificate's key.</summary>
    public static bool Fits(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey();
        return IsP256(key);
    }

    internal static byte[] Sign(ECDsa key, ReadOnlySpan<byte> signed) => key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    internal static bool Verify(X509Certificate2 certificate, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var key = certificate.GetECDsaPublicKey();
        return IsP256(key) && Verify(key!, signed, signature);
    }

    internal static bool Verify(ECDsa key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static bool IsP256(ECDsa? key) => key is not null && key.ExportParameters(false).Curve.Oid.Value == P256;
}
