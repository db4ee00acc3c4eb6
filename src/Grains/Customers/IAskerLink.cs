using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>How status reaches an asker that can be called. One implementation a protocol, in Links.</summary>
public interface IAskerLink
{
    /// <summary>Pushes a status. Returns why it did not arrive, or null. Does not retry; ends within the deadline.</summary>
    Task<string?> Push(string member, RegistrationRecord to, MitigationStatus status, TimeSpan deadline);
}
