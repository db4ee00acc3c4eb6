using System.Collections.Immutable;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>
/// A member makes itself, its address space and its means known (draft-nishizuka-dots-inter-domain-mechanism-02, 5.1.1; mechanism, sections 2 and 3).
/// Lists compare by reference, as in all messages.
/// </summary>
public sealed record Registration
{
    public string CustomerName { get; init; } = "";

    public IpVersions IpVersion { get; init; }

    /// <summary>At least one; every zone's family is among <see cref="IpVersion"/>.</summary>
    public ImmutableArray<ProtectedZone> ProtectedZones { get; init; } = [];

    /// <summary>Ports that requests may be about; empty means all.</summary>
    public ImmutableArray<PortRange> ProtectedPorts { get; init; } = [];

    /// <summary>Protocol numbers that requests may be about; empty means all.</summary>
    public ImmutableArray<byte> ProtectedProtocols { get; init; } = [];

    /// <summary>What may be done to the registrant's traffic; without a word from it no blackhole.</summary>
    public Countermeasures Countermeasures { get; init; } = Countermeasures.Mitigation | Countermeasures.Flowspec;

    /// <summary>The tunnel that returns clean traffic; null when the server may decide.</summary>
    public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic; null when the server may decide.</summary>
    public string? NextHop { get; init; }

    public SecurityProfile? SecurityProfile { get; init; }

    public ImmutableArray<FilterEntry> WhiteList { get; init; } = [];

    public ImmutableArray<FilterEntry> BlackList { get; init; } = [];

    /// <summary>Null when the registrant does not know extensions: then none are sent to it.</summary>
    public RegistrationExtension? Extension { get; init; }
}

/// <summary>What the client can speak on the signaling channel; null where it did not say.</summary>
public sealed record SecurityProfile
{
    public bool? Tls { get; init; }

    public bool? Dtls { get; init; }

    public bool? CoAP { get; init; }
}
