using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>What a controller sees of it (mechanism, section 7).</summary>
public sealed record SightingReport
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public string SightingId { get; init; } = "";

    public bool Seen { get; init; }

    /// <summary>Bits/s.</summary>
    public long? Bps { get; init; }

    public long? Pps { get; init; }

    public ImmutableArray<SightingIngress> Ingress { get; init; } = [];

    /// <summary>Epoch milliseconds on the wire, like the deadline.</summary>
    public DateTimeOffset? SampledAt { get; init; }

    /// <summary>One packet in so many was looked at.</summary>
    public int? Sampling { get; init; }
}

/// <summary>Over which neighbour traffic comes in.</summary>
public sealed record SightingIngress
{
    public uint NeighbourAsn { get; init; }

    /// <summary>Bits/s.</summary>
    public long Bps { get; init; }
}
