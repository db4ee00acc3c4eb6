using System.Collections.Frozen;

namespace Dots.Transport.Tls;

/// <summary>One CRL whose signature was verified (RFC 5280, section 5). Immutable.</summary>
/// <param name="Issuer">DER of the issuer's name; a serial means something only together with it.</param>
/// <param name="Revoked">Serial (<see cref="CertificateSerial"/>) and when it was revoked.</param>
/// <param name="NextUpdate">When the issuer promised the next one; null when it did not say.</param>
internal sealed record RevocationList(ReadOnlyMemory<byte> Issuer, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, FrozenDictionary<string, DateTimeOffset> Revoked)
{
    /// <summary>As in <see cref="CertificateId"/>.</summary>
    internal string IssuerId { get; } = CertificateId.IssuerOf(Issuer.Span);
}
