using Dots.Scopes;

namespace Grains.Serialization;

/// <summary>How a <see cref="PortRange"/> travels between silos.</summary>
[GenerateSerializer, Immutable, Alias("port-range")]
public struct PortRangeSurrogate
{
    [Id(0)] public ushort First;
    [Id(1)] public ushort Last;
}

[RegisterConverter]
public sealed class PortRangeConverter : IConverter<PortRange, PortRangeSurrogate>
{
    public PortRange ConvertFromSurrogate(in PortRangeSurrogate surrogate) => new(surrogate.First, surrogate.Last);

    public PortRangeSurrogate ConvertToSurrogate(in PortRange value) => new() { First = value.First, Last = value.Last };
}
