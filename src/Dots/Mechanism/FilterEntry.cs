using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>One entry of a white_list or black_list (draft, 5.1.1), or of an order's accept_list or drop_list. What is absent or empty matches anything.</summary>
public sealed partial record FilterEntry
{
    public string? Name { get; init; }

    public Prefix? SourceIp { get; init; }

    public Prefix? DestinationIp { get; init; }

    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];

    /// <summary>Protocol numbers.</summary>
    public ImmutableArray<byte> Protocols { get; init; } = [];

    /// <summary>Lengths of packets in bytes.</summary>
    public ImmutableArray<PortRange> Lengths { get; init; } = [];

    public ImmutableArray<byte> Ttls { get; init; } = [];

    /// <summary>0..63.</summary>
    public byte? Dscp { get; init; }

    /// <summary>The three flag bits of an IPv4 header.</summary>
    public byte? IpFlags { get; init; }

    public TcpFlags? TcpFlags { get; init; }
}
