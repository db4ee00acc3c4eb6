namespace Grains.Identity;

/// <summary>Who a gateway authenticated. Grains check again what it may do; nothing else that travels with a call is trusted for that.</summary>
/// <param name="Member">Member id.</param>
/// <param name="Key">The key it proved: SHA-256 of the certificate's SubjectPublicKeyInfo, 64 hex digits; or "user " and the name of who came with a password.</param>
/// <param name="From">The peer's address, for the ledger; null when it was no peer of the network.</param>
[GenerateSerializer, Immutable, Alias("principal")]
public sealed record Principal([property: Id(0)] string Member, [property: Id(1)] string Key, [property: Id(2)] string? From = null);
