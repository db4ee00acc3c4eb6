using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Scopes;

namespace Grains.Persistence;

/// <summary>Matches as an object of their columns; empty ones are left out.</summary>
internal sealed class TrafficMatchJson : JsonConverter<TrafficMatch>
{
    public override TrafficMatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var columns = JsonSerializer.Deserialize<Columns>(ref reader, options) ?? throw new JsonException("a match is an object");
        return new TrafficMatch
        {
            Destinations = Column(columns.To), Sources = Column(columns.From), SourcePorts = Column(columns.FromPorts), DestinationPorts = Column(columns.ToPorts),
            Protocols = Bytes(columns.Protocols), TcpFlags = [.. (columns.TcpFlags ?? []).Select(f => (TcpFlags)f)], Fragments = [.. (columns.Fragments ?? []).Select(f => (FragmentFlags)f)],
            PacketLengths = Column(columns.PacketLengths), IcmpTypes = Bytes(columns.IcmpTypes), IcmpCodes = Bytes(columns.IcmpCodes), Dscps = Bytes(columns.Dscps), Ttls = Bytes(columns.Ttls),
        };
    }

    public override void Write(Utf8JsonWriter writer, TrafficMatch value, JsonSerializerOptions options) => JsonSerializer.Serialize(
        writer,
        new Columns(
            Used(value.Destinations), Used(value.Sources), Used(value.SourcePorts), Used(value.DestinationPorts),
            Numbers(value.Protocols), Numbers(value.TcpFlags.Select(f => (int)f)), Numbers(value.Fragments.Select(f => (int)f)),
            Used(value.PacketLengths), Numbers(value.IcmpTypes), Numbers(value.IcmpCodes), Numbers(value.Dscps), Numbers(value.Ttls)),
        options);

    private static T[]? Used<T>(ImmutableArray<T> column) => column.IsEmpty ? null : [.. column];

    private static ImmutableArray<T> Column<T>(T[]? column) => [.. column ?? []];

    private static int[]? Numbers(ImmutableArray<byte> column) => column.IsEmpty ? null : [.. column.Select(b => (int)b)];

    private static int[]? Numbers(IEnumerable<int> column) => column.ToArray() is { Length: > 0 } used ? used : null;

    private static ImmutableArray<byte> Bytes(int[]? column) => [.. (column ?? []).Select(b => (byte)b)];

    private sealed record Columns(
        Dots.Addressing.Prefix[]? To,
        Dots.Addressing.Prefix[]? From,
        PortRange[]? FromPorts,
        PortRange[]? ToPorts,
        int[]? Protocols,
        int[]? TcpFlags,
        int[]? Fragments,
        PortRange[]? PacketLengths,
        int[]? IcmpTypes,
        int[]? IcmpCodes,
        int[]? Dscps,
        int[]? Ttls);
}
