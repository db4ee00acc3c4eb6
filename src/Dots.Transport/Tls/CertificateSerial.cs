using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>A serial number as upper-case hex without the sign byte that DER puts in front, so that the same number compares equal wherever it was read.</summary>
internal static class CertificateSerial
{
    internal static string Of(X509Certificate2 certificate) => Of(certificate.SerialNumberBytes.Span);

    internal static string Of(ReadOnlySpan<byte> bigEndian) => Convert.ToHexString(bigEndian.TrimStart((byte)0));
}
