using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>Names one certificate, as a CRL does: by its issuer and serial number.</summary>
/// <param name="Issuer">SHA-256 of the issuer's name (DER), upper-case hex.</param>
/// <param name="Serial">Upper-case hex without leading zeros.</param>
public sealed record CertificateId(string Issuer, string Serial)
{
    public static CertificateId Of(X509Certificate2 certificate) => new(IssuerOf(certificate.IssuerName.RawData), CertificateSerial.Of(certificate));

    internal static string IssuerOf(ReadOnlySpan<byte> name) => Convert.ToHexString(SHA256.HashData(name));
}
