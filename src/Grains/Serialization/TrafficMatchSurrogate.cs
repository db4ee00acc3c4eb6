using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Grains.Serialization;

/// <summary>How a <see cref="TrafficMatch"/> travels between silos, and how it is stored in documents.</summary>
[GenerateSerializer, Immutable, Alias("traffic-match")]
public struct TrafficMatchSurrogate
{
    [Id(0)] public ImmutableArray<Prefix> Destinations;
    [Id(1)] public ImmutableArray<Prefix> Sources;
    [Id(2)] public ImmutableArray<PortRange> SourcePorts;
    [Id(3)] public ImmutableArray<PortRange> DestinationPorts;
    [Id(4)] public ImmutableArray<byte> Protocols;
    [Id(5)] public ImmutableArray<int> TcpFlags;
    [Id(6)] public ImmutableArray<int> Fragments;
    [Id(7)] public ImmutableArray<PortRange> PacketLengths;
    [Id(8)] public ImmutableArray<byte> IcmpTypes;
    [Id(9)] public ImmutableArray<byte> IcmpCodes;
    [Id(10)] public ImmutableArray<byte> Dscps;
    [Id(11)] public ImmutableArray<byte> Ttls;
}

[RegisterConverter]
public sealed class TrafficMatchConverter : IConverter<TrafficMatch, TrafficMatchSurrogate>
{
    public TrafficMatch ConvertFromSurrogate(in TrafficMatchSurrogate surrogate) => new()
    {
        Destinations = surrogate.Destinations, Sources = surrogate.Sources, SourcePorts = surrogate.SourcePorts, DestinationPorts = surrogate.DestinationPorts,
        Protocols = surrogate.Protocols, TcpFlags = [.. surrogate.TcpFlags.Select(f => (TcpFlags)f)], Fragments = [.. surrogate.Fragments.Select(f => (FragmentFlags)f)],
        PacketLengths = surrogate.PacketLengths, IcmpTypes = surrogate.IcmpTypes, IcmpCodes = surrogate.IcmpCodes, Dscps = surrogate.Dscps, Ttls = surrogate.Ttls,
    };

    public TrafficMatchSurrogate ConvertToSurrogate(in TrafficMatch value) => new()
    {
        Destinations = value.Destinations, Sources = value.Sources, SourcePorts = value.SourcePorts, DestinationPorts = value.DestinationPorts,
        Protocols = value.Protocols, TcpFlags = [.. value.TcpFlags.Select(f => (int)f)], Fragments = [.. value.Fragments.Select(f => (int)f)],
        PacketLengths = value.PacketLengths, IcmpTypes = value.IcmpTypes, IcmpCodes = value.IcmpCodes, Dscps = value.Dscps, Ttls = value.Ttls,
    };
}
