using System.Collections.Immutable;
using Controller.Customers;
using Hosting.Settings;

namespace Controller.Settings;

/// <summary>Whom this operator protects besides itself.</summary>
public sealed class CustomersSettings
{
    /// <summary>JSON, see deploy/customers.json.sample; absent: nobody.</summary>
    [ExistingFile]
    public string? File { get; init; }

    /// <summary>Seconds between heartbeats to those that have a callback URL; a customer of whom nothing is heard for three of them, or of its own, is lost.</summary>
    [Between(5, 300)]
    public int HeartbeatSeconds { get; init; } = 30;
}

/// <summary>When own means do not suffice and the orchestrator is asked.</summary>
public sealed class EscalationSettings
{
    /// <summary>Bits per second of attacks that own means can take; 0: what Registration:ScrubBps says, and no limit when that is 0 too.</summary>
    [Between(0, 1e16)]
    public long CapacityBps { get; init; }

    /// <summary>Bits per second of attacks from which on the uplink counts as congested; 0: never.</summary>
    [Between(0, 1e16)]
    public long UplinkBps { get; init; }

    /// <summary>Types of attack that own means know; a request that names another one is escalated. Empty: all.</summary>
    public ImmutableArray<string> KnownAttackTypes { get; init; } = [];

    /// <summary>Whether what the own detector finds in own zones may be asked of the orchestrator; customers have a policy each.</summary>
    public RelayPolicy Relay { get; init; } = RelayPolicy.OnEscalation;
}
