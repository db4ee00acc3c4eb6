using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>Reads a certificate request (PKCS #10, PEM) from somebody unknown. Only its key counts: name, alternative names and extensions it asks for are not looked at.</summary>
internal static class SigningRequestReader
{
    private const int LongestPem = 8192;
    private const int ShortestRsa = 2048;
    private const int LongestRsa = 4096;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The request, or what is wrong with it.</summary>
    public static (SigningRequest? Request, string? Problem) Read(string pem)
    {
        if (pem.Length > LongestPem)
            return (null, $"longer than {LongestPem} characters");
        try
        {
            // Its key first, unverified: a signature of a huge key is expensive to verify.
            var key = Load(pem, CertificateRequestLoadOptions.SkipSignatureValidation).PublicKey;
            if (Unsuitable(key) is { } problem)
                return (null, problem);
            Load(pem, CertificateRequestLoadOptions.Default);
            return (new(pem, key, Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or NotSupportedException)
        {
            return (null, $"not a PEM certificate request signed with its own key: {e.Message}");
        }
    }

    private static CertificateRequest Load(string pem, CertificateRequestLoadOptions options) =>
        CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1);

    private static string? Unsuitable(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize is >= ShortestRsa and <= LongestRsa ? null : $"an RSA key of {rsa.KeySize} bits; {ShortestRsa} to {LongestRsa} are accepted";
        using var ecdsa = key.GetECDsaPublicKey();
        return ecdsa?.ExportParameters(false).Curve.Oid.Value == P256 ? null : "a key of a kind that is not accepted: ECDSA on P-256 or RSA";
    }
}
