using Grains.Mitigations;
using Grains.Presence;

namespace Grains.Customers;

/// <summary>How status reaches an asker that can be called. One implementation a protocol, in Links.</summary>
public interface IAskerLink
{
    /// <summary>Pushes a status. Returns why it did not arrive, or null. Does not retry; ends within the deadline.</summary>
    Task<string?> Push(string member, RegistrationRecord to, MitigationStatus status, TimeSpan deadline);

    /// <summary>Tells a member without a controller that the orchestrator lives. Returns why it was not answered, or null. Ends within the deadline.</summary>
    Task<string?> Heartbeat(string member, Callback to, TimeSpan deadline);
}
