using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>What a customer registered; what of it is its own is the file's to say. Replaced as a whole by the next registration.</summary>
/// <param name="Message">As it came; null once it is cancelled.</param>
internal sealed record CustomerRegistration(Registration? Message, DateTimeOffset At)
{
    /// <summary>sender_id of whoever comes with a password: SHA-256 of customer_id:access_token.</summary>
    public string? TokenHash { get; init; }

    /// <summary>That of the registration before: whoever did not get the answer to this one still uses it.</summary>
    public string? TokenHashBefore { get; init; }

    /// <summary>The prefixes of an alias that was handed out; null when there is none of that name.</summary>
    public ImmutableArray<Prefix>? Resolve(string customer, string alias) =>
        Message?.ProtectedZones.FirstOrDefault(z => z is { NeedAlias: true, Prefix: not null } && AliasOf(customer, z) == alias)?.Prefix is { } zone ? [zone] : null;

    public static string AliasOf(string customer, ProtectedZone zone) => $"{customer}-zone-{zone.Index}";
}
