using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Addressing;
using Dots.Scopes;

namespace Controller.Orders;

/// <summary>
/// A match as JSON, for the journal and for the mitigator: the attributes of packet_header (mechanism, section 3), each a list of strings; the i-th of all
/// lists belong together, a list of one holds for every row, a missing one matches anything.
/// </summary>
internal sealed class MatchJson : JsonConverter<TrafficMatch>
{
    public override TrafficMatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var columns = JsonSerializer.Deserialize<Dictionary<string, string[]>>(ref reader, options)!;
        return new()
        {
            Destinations = Column(columns, "dst_ip", Prefix.Parse),
            Sources = Column(columns, "src_ips", Prefix.Parse),
            SourcePorts = Column(columns, "src_ports", Range),
            DestinationPorts = Column(columns, "dst_ports", Range),
            Protocols = Column(columns, "protocols", Number),
            TcpFlags = Column(columns, "tcp_flags", Flags<TcpFlags>),
            Fragments = Column(columns, "fragment", Flags<FragmentFlags>),
            PacketLengths = Column(columns, "pkt_len", Range),
            IcmpTypes = Column(columns, "icmp_type", Number),
            IcmpCodes = Column(columns, "icmp_code", Number),
            Dscps = Column(columns, "DSCP", Number),
            Ttls = Column(columns, "TTL", Number),
        };
    }

    public override void Write(Utf8JsonWriter writer, TrafficMatch value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Column(writer, "dst_ip", value.Destinations);
        Column(writer, "src_ips", value.Sources);
        Column(writer, "src_ports", value.SourcePorts);
        Column(writer, "dst_ports", value.DestinationPorts);
        Column(writer, "protocols", value.Protocols);
        Column(writer, "tcp_flags", value.TcpFlags);
        Column(writer, "fragment", value.Fragments);
        Column(writer, "pkt_len", value.PacketLengths);
        Column(writer, "icmp_type", value.IcmpTypes);
        Column(writer, "icmp_code", value.IcmpCodes);
        Column(writer, "DSCP", value.Dscps);
        Column(writer, "TTL", value.Ttls);
        writer.WriteEndObject();
    }

    private static ImmutableArray<T> Column<T>(Dictionary<string, string[]> columns, string name, Func<string, T> parse) =>
        columns.TryGetValue(name, out var values) ? [.. values.Select(parse)] : [];

    private static void Column<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> values)
    {
        if (values.IsEmpty)
            return;
        writer.WriteStartArray(name);
        // Flags print as "SYN, ACK".
        foreach (var value in values)
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value}").Replace(", ", "+", StringComparison.Ordinal));
        writer.WriteEndArray();
    }

    private static PortRange Range(string text) => PortRange.TryParse(text, out var range) ? range : throw new JsonException($"'{text}' is no range");

    private static byte Number(string text) => byte.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static T Flags<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text.Replace("+", ", ", StringComparison.Ordinal));
}

/// <summary>A prefix as its canonical text.</summary>
internal sealed class PrefixJson : JsonConverter<Prefix>
{
    public override Prefix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Prefix.TryParse(reader.GetString(), out var prefix, out var error) ? prefix : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, Prefix value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
