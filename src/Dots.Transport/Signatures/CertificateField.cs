using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Signatures;

/// <summary>
/// Dots-Certificate: the signer's certificate, DER as a byte sequence. The form of RFC 9440's Client-Cert, under a name of its own: proxies that end TLS
/// remove that one, as they must.
/// </summary>
internal static class CertificateField
{
    internal const string Name = "dots-certificate";
    private const int MaxLength = 6144;

    internal static string Of(X509Certificate2 certificate) => StructuredValue.Of(certificate.RawDataMemory.Span).Text;

    /// <summary>The certificate, to be disposed by the caller; null when the field holds none.</summary>
    internal static X509Certificate2? Read(string field)
    {
        if (field.Length is < 3 or > MaxLength || field[0] != ':' || field[^1] != ':')
            return null;
        var der = new byte[field.Length];
        if (!Convert.TryFromBase64Chars(field.AsSpan(1, field.Length - 2), der, out var length))
            return null;
        try
        {
            return X509CertificateLoader.LoadCertificate(der.AsSpan(0, length));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
