using Grains.Customers;

namespace Grains.Presence;

/// <summary>Where a member that is no operator can be called.</summary>
/// <param name="Url">Its base URL.</param>
/// <param name="Mode">How it registered, and so how it is called.</param>
/// <param name="Extensions">Whether it announced the extensions.</param>
[GenerateSerializer, Immutable, Alias("callback")]
public sealed record Callback([property: Id(0)] string Url, [property: Id(1)] PeerMode Mode, [property: Id(2)] bool Extensions)
{
    /// <summary>Null: the registration names none.</summary>
    public static Callback? Of(RegistrationRecord registration) => registration.CallbackUrl is { } url ? new(url, registration.Mode, registration.Extensions) : null;
}
