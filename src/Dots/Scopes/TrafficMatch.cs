using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;

namespace Dots.Scopes;

/// <summary>
/// The traffic that a request or an order is about: rows kept as columns, as packet_header prints them (mechanism, section 3).
/// The i-th values of all columns belong together and form a row; a column of one value holds for every row, an empty one matches anything.
/// A packet is matched when it matches any row.
/// </summary>
public sealed class TrafficMatch : IEquatable<TrafficMatch>
{
    /// <summary>No more rows than this (mechanism, section 3: 100,000 sources).</summary>
    public const int MaximumRows = 100_000;

    /// <summary>Targets; never empty in a match that is used.</summary>
    public ImmutableArray<Prefix> Destinations { get; init; } = [];

    public ImmutableArray<Prefix> Sources { get; init; } = [];

    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];

    /// <summary>IP protocol numbers.</summary>
    public ImmutableArray<byte> Protocols { get; init; } = [];

    /// <summary>All flags named in a row must be set; a row of <see cref="Scopes.TcpFlags.None"/> matches packets without any.</summary>
    public ImmutableArray<TcpFlags> TcpFlags { get; init; } = [];

    public ImmutableArray<FragmentFlags> Fragments { get; init; } = [];

    /// <summary>Lengths in bytes.</summary>
    public ImmutableArray<PortRange> PacketLengths { get; init; } = [];

    public ImmutableArray<byte> IcmpTypes { get; init; } = [];

    public ImmutableArray<byte> IcmpCodes { get; init; } = [];

    public ImmutableArray<byte> Dscps { get; init; } = [];

    public ImmutableArray<byte> Ttls { get; init; } = [];

    /// <summary>Number of rows: the length of the longest column, at least 1.</summary>
    public int Rows => Math.Max(1, Columns().Max(c => c.Length));

    /// <summary>Whether nothing but the destination is matched: such an order is never a drop rule (design, section 5).</summary>
    public bool IsDestinationOnly => Columns().All(c => c.Length == 0 || c.Name == "dst_ip");

    /// <summary>Whether destination and source are all that is matched.</summary>
    public bool IsSourcesOnly => !Sources.IsEmpty && Columns().All(c => c.Length == 0 || c.Name is "dst_ip" or "src_ips");

    /// <summary>Why the columns do not form rows: the attribute whose count differs; null when they do.</summary>
    public string? Malformed()
    {
        var rows = Rows;
        foreach (var (name, length) in Columns())
            if (length > 1 && length != rows)
                return string.Create(CultureInfo.InvariantCulture, $"{name} has {length} values where others have {rows}; same count, one value, or none");
        return rows > MaximumRows ? string.Create(CultureInfo.InvariantCulture, $"{rows} rows are more than {MaximumRows}") : null;
    }

    /// <summary>Whether this filter catches the packet.</summary>
    public bool Matches(in Packet packet)
    {
        var rows = Rows;
        for (var row = 0; row < rows; row++)
            if (MatchesRow(row, packet))
                return true;
        return false;
    }

    /// <summary>The same traffic with only those rows whose source is kept. Null when no row is left. Never wider: a match without sources cannot be narrowed like this.</summary>
    public TrafficMatch? KeepSources(Func<Prefix, bool> keep)
    {
        if (Sources.IsEmpty)
            return this;
        if (Sources.Length == 1)
            return keep(Sources[0]) ? this : null;
        var rows = Enumerable.Range(0, Sources.Length).Where(row => keep(Sources[row])).ToArray();
        return rows.Length == Sources.Length ? this : rows.Length == 0 ? null : Select(rows);
    }

    /// <summary>The same traffic from these sources only. For a match whose other columns hold one value or none.</summary>
    /// <exception cref="InvalidOperationException">The match has several rows: sources cannot be put beside them without guessing.</exception>
    public TrafficMatch WithSources(ImmutableArray<Prefix> sources)
    {
        if (Columns().Any(c => c.Length > 1 && c.Name != "src_ips"))
            throw new InvalidOperationException("a match of several rows takes no other sources");
        return Copy(sources);
    }

    /// <summary>The first port or protocol that lies outside what was registered ("dst_ports 80"); null when all lie inside. Empty lists allow everything.</summary>
    public string? Outside(IReadOnlyCollection<PortRange> ports, IReadOnlyCollection<byte> protocols)
    {
        if (ports.Count > 0)
        {
            if (DestinationPorts.IsEmpty)
                return "dst_ports (all)";
            foreach (var port in DestinationPorts)
                if (!ports.Any(allowed => allowed.Contains(port)))
                    return $"dst_ports {port}";
        }

        if (protocols.Count > 0)
        {
            if (Protocols.IsEmpty)
                return "protocols (all)";
            foreach (var protocol in Protocols)
                if (!protocols.Contains(protocol))
                    return $"protocols {protocol}";
        }

        return null;
    }

    public bool Equals(TrafficMatch? other) =>
        other is not null && (ReferenceEquals(this, other) || (
            Destinations.SequenceEqual(other.Destinations) && Sources.SequenceEqual(other.Sources)
            && SourcePorts.SequenceEqual(other.SourcePorts) && DestinationPorts.SequenceEqual(other.DestinationPorts)
            && Protocols.SequenceEqual(other.Protocols) && TcpFlags.SequenceEqual(other.TcpFlags)
            && Fragments.SequenceEqual(other.Fragments) && PacketLengths.SequenceEqual(other.PacketLengths)
            && IcmpTypes.SequenceEqual(other.IcmpTypes) && IcmpCodes.SequenceEqual(other.IcmpCodes)
            && Dscps.SequenceEqual(other.Dscps) && Ttls.SequenceEqual(other.Ttls)));

    public override bool Equals(object? obj) => Equals(obj as TrafficMatch);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (_, length) in Columns())
            hash.Add(length);
        foreach (var destination in Destinations)
            hash.Add(destination);
        foreach (var source in Sources)
            hash.Add(source);
        foreach (var port in SourcePorts)
            hash.Add(port);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"to {string.Join(',', Destinations.Take(4))}"
        + (Protocols.IsEmpty ? "" : $" protocol {string.Join(',', Protocols.Distinct().Take(4))}")
        + (SourcePorts.IsEmpty ? "" : $" from port {string.Join(',', SourcePorts.Distinct().Take(4))}")
        + (DestinationPorts.IsEmpty ? "" : $" to port {string.Join(',', DestinationPorts.Distinct().Take(4))}")
        + (Sources.IsEmpty ? "" : $" from {Sources.Length} source(s)");

    private bool MatchesRow(int row, in Packet packet) =>
        (Destinations.IsEmpty || At(Destinations, row).Contains(packet.Destination))
        && (Sources.IsEmpty || At(Sources, row).Contains(packet.Source))
        && (Protocols.IsEmpty || At(Protocols, row) == packet.Protocol)
        && (SourcePorts.IsEmpty || At(SourcePorts, row).Contains(packet.SourcePort))
        && (DestinationPorts.IsEmpty || At(DestinationPorts, row).Contains(packet.DestinationPort))
        && (TcpFlags.IsEmpty || HasFlags((int)packet.TcpFlags, (int)At(TcpFlags, row)))
        && (Fragments.IsEmpty || HasFlags((int)packet.Fragment, (int)At(Fragments, row)))
        && (PacketLengths.IsEmpty || At(PacketLengths, row).Contains(packet.Length))
        && (IcmpTypes.IsEmpty || At(IcmpTypes, row) == packet.IcmpType)
        && (IcmpCodes.IsEmpty || At(IcmpCodes, row) == packet.IcmpCode)
        && (Dscps.IsEmpty || At(Dscps, row) == packet.Dscp)
        && (Ttls.IsEmpty || At(Ttls, row) == packet.Ttl);

    private static bool HasFlags(int has, int wanted) => wanted == 0 ? has == 0 : (has & wanted) == wanted;

    private static T At<T>(ImmutableArray<T> column, int row) => column.Length == 1 ? column[0] : column[row];

    private static ImmutableArray<T> Pick<T>(ImmutableArray<T> column, int[] rows) =>
        column.Length <= 1 ? column : [.. rows.Select(row => column[row])];

    private (string Name, int Length)[] Columns() =>
    [
        ("dst_ip", Destinations.Length), ("src_ips", Sources.Length), ("src_ports", SourcePorts.Length), ("dst_ports", DestinationPorts.Length),
        ("protocols", Protocols.Length), ("tcp_flags", TcpFlags.Length), ("fragment", Fragments.Length), ("pkt_len", PacketLengths.Length),
        ("icmp_type", IcmpTypes.Length), ("icmp_code", IcmpCodes.Length), ("DSCP", Dscps.Length), ("TTL", Ttls.Length),
    ];

    private TrafficMatch Select(int[] rows) => new()
    {
        Destinations = Pick(Destinations, rows), Sources = Pick(Sources, rows), SourcePorts = Pick(SourcePorts, rows), DestinationPorts = Pick(DestinationPorts, rows),
        Protocols = Pick(Protocols, rows), TcpFlags = Pick(TcpFlags, rows), Fragments = Pick(Fragments, rows), PacketLengths = Pick(PacketLengths, rows),
        IcmpTypes = Pick(IcmpTypes, rows), IcmpCodes = Pick(IcmpCodes, rows), Dscps = Pick(Dscps, rows), Ttls = Pick(Ttls, rows),
    };

    private TrafficMatch Copy(ImmutableArray<Prefix> sources) => new()
    {
        Destinations = Destinations, Sources = sources, SourcePorts = SourcePorts, DestinationPorts = DestinationPorts,
        Protocols = Protocols, TcpFlags = TcpFlags, Fragments = Fragments, PacketLengths = PacketLengths,
        IcmpTypes = IcmpTypes, IcmpCodes = IcmpCodes, Dscps = Dscps, Ttls = Ttls,
    };
}
