using Dots.Transport.Mechanism;

namespace Controller.Customers;

/// <summary>Where a customer takes status and heartbeats.</summary>
/// <param name="Mode">How it registered, and so how it is called (mechanism, section 5).</param>
internal sealed record Callback(Uri Url, ListenerIdentity Mode);
