using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>Asks a controller whether it sees traffic to a target (mechanism, section 7).</summary>
public sealed record SightingRequest
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public string SightingId { get; init; } = "";

    public ImmutableArray<Prefix> Destinations { get; init; } = [];

    public ImmutableArray<byte> Protocols { get; init; } = [];

    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>When an answer comes too late, to the millisecond.</summary>
    public DateTimeOffset Deadline { get; init; }
}
