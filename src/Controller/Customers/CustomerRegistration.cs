using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Names;

namespace Controller.Customers;

/// <summary>What a customer registered; what of it is its own is the file's to say. Replaced as a whole by the next registration.</summary>
/// <param name="Message">As it came; null once it is cancelled.</param>
internal sealed record CustomerRegistration(Registration? Message, DateTimeOffset At)
{
    /// <summary>How the listener it came to knows its peers: the customer is called back in the same mode.</summary>
    public ListenerIdentity Mode { get; init; }

    /// <summary>sender_id of whoever comes with a password: SHA-256 of customer_id:access_token.</summary>
    public string? TokenHash { get; init; }

    /// <summary>That of the registration before: whoever did not get the answer to this one still uses it.</summary>
    public string? TokenHashBefore { get; init; }

    /// <summary>What a customer may call its targets; null once it is cancelled.</summary>
    public TargetWords? Words(string customer) => Message is { } message
        ? new(
            alias => message.ProtectedZones.FirstOrDefault(z => z is { NeedAlias: true, Prefix: not null } && AliasOf(customer, z) == alias)?.Prefix,
            RegisteredNames.Of(message, z => AliasOf(customer, z)))
        : null;

    public static string AliasOf(string customer, ProtectedZone zone) => $"{customer}-zone-{zone.Index}";
}
