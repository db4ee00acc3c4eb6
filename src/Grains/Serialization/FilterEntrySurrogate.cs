using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Grains.Serialization;

/// <summary>How a <see cref="FilterEntry"/> travels between silos.</summary>
[GenerateSerializer, Immutable, Alias("filter-entry")]
public struct FilterEntrySurrogate
{
    [Id(0)] public string? Name;
    [Id(1)] public Prefix? SourceIp;
    [Id(2)] public Prefix? DestinationIp;
    [Id(3)] public ImmutableArray<PortRange> SourcePorts;
    [Id(4)] public ImmutableArray<PortRange> DestinationPorts;
    [Id(5)] public ImmutableArray<byte> Protocols;
    [Id(6)] public ImmutableArray<PortRange> Lengths;
    [Id(7)] public ImmutableArray<byte> Ttls;
    [Id(8)] public byte? Dscp;
    [Id(9)] public byte? IpFlags;
    [Id(10)] public int? TcpFlags;
}

[RegisterConverter]
public sealed class FilterEntryConverter : IConverter<FilterEntry, FilterEntrySurrogate>
{
    public FilterEntry ConvertFromSurrogate(in FilterEntrySurrogate surrogate) => new()
    {
        Name = surrogate.Name, SourceIp = surrogate.SourceIp, DestinationIp = surrogate.DestinationIp, SourcePorts = surrogate.SourcePorts,
        DestinationPorts = surrogate.DestinationPorts, Protocols = surrogate.Protocols, Lengths = surrogate.Lengths, Ttls = surrogate.Ttls,
        Dscp = surrogate.Dscp, IpFlags = surrogate.IpFlags, TcpFlags = (TcpFlags?)surrogate.TcpFlags,
    };

    public FilterEntrySurrogate ConvertToSurrogate(in FilterEntry value) => new()
    {
        Name = value.Name, SourceIp = value.SourceIp, DestinationIp = value.DestinationIp, SourcePorts = value.SourcePorts,
        DestinationPorts = value.DestinationPorts, Protocols = value.Protocols, Lengths = value.Lengths, Ttls = value.Ttls,
        Dscp = value.Dscp, IpFlags = value.IpFlags, TcpFlags = (int?)value.TcpFlags,
    };
}
