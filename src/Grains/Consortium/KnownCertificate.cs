namespace Grains.Consortium;

/// <summary>A certificate that a member came with: kept so that its revocation is noticed without that member calling again.</summary>
/// <param name="Key">Its key: SPKI SHA-256, 64 lower-case hex digits.</param>
/// <param name="Issuer">SHA-256 of the issuer's name, hex.</param>
/// <param name="Serial">Serial number, hex.</param>
/// <param name="NotAfter">When it expires. A CRL may then leave it out, so from then on it stays as it was.</param>
/// <param name="RevokedSince">When it was revoked; null: it is not.</param>
[GenerateSerializer, Immutable, Alias("known-certificate")]
public sealed record KnownCertificate(
    [property: Id(0)] string Key, [property: Id(1)] string Issuer, [property: Id(2)] string Serial, [property: Id(3)] DateTimeOffset NotAfter,
    [property: Id(4)] DateTimeOffset? RevokedSince = null)
{
    /// <summary>Whether it is the same certificate, revoked or not.</summary>
    public bool Is(KnownCertificate other) => (Issuer, Serial, Key) == (other.Issuer, other.Serial, other.Key);
}
