using Dots.Addressing;

namespace Grains.Serialization;

/// <summary>How a <see cref="Prefix"/> travels between silos: Dots knows no Orleans.</summary>
[GenerateSerializer, Immutable, Alias("prefix")]
public struct PrefixSurrogate
{
    [Id(0)] public ulong Upper;
    [Id(1)] public ulong Lower;
    [Id(2)] public byte Length;
    [Id(3)] public bool IsIPv6;
}

[RegisterConverter]
public sealed class PrefixConverter : IConverter<Prefix, PrefixSurrogate>
{
    public Prefix ConvertFromSurrogate(in PrefixSurrogate surrogate) =>
        Prefix.Create(new UInt128(surrogate.Upper, surrogate.Lower), surrogate.Length, surrogate.IsIPv6);

    public PrefixSurrogate ConvertToSurrogate(in Prefix value) => new()
    {
        Upper = (ulong)(value.Bits >> 64), Lower = (ulong)value.Bits, Length = (byte)value.Length, IsIPv6 = value.IsIPv6,
    };
}
