using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Dots.Transport.Tls;

/// <summary>How the mechanism names a sender by its key (mechanism, section 5).</summary>
public static class SenderId
{
    /// <summary>SHA-256 of the certificate's SubjectPublicKeyInfo: 64 lower-case hex digits. It survives a renewal of the certificate, not of the key.</summary>
    public static string Of(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Of who has no certificate: SHA-256 of <c>customer_id:access_token</c>, both from the answer to its registration.</summary>
    public static string Of(string customerId, string accessToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{customerId}:{accessToken}")));
}
