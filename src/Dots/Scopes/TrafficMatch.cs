using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;

namespace Dots.Scopes;

/// <summary>
/// The traffic that a request or an order is about: rows kept as columns, as packet_header prints them (mechanism, section 3).
/// The i-th values of all columns belong together and form a row; a column of one value holds for every row, an empty one matches anything.
/// A packet is matched when it matches any row. Immutable, for any number of threads.
/// Whoever reads one from outside asks <see cref="Malformed"/> first: everything else takes the columns to form rows.
/// </summary>
public sealed partial class TrafficMatch : IEquatable<TrafficMatch>
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

    /// <summary>Why the columns do not form rows: the attribute whose count differs; null when they do.</summary>
    public string? Malformed()
    {
        var rows = Rows;
        foreach (var (name, length) in Columns())
            if (length > 1 && length != rows)
                return string.Create(CultureInfo.InvariantCulture, $"{name} has {length} values where others have {rows}; same count, one value, or none");
        return rows > MaximumRows ? string.Create(CultureInfo.InvariantCulture, $"{rows} rows are more than {MaximumRows}") : null;
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

    private (string Name, int Length)[] Columns() =>
    [
        ("dst_ip", Destinations.Length), ("src_ips", Sources.Length), ("src_ports", SourcePorts.Length), ("dst_ports", DestinationPorts.Length),
        ("protocols", Protocols.Length), ("tcp_flags", TcpFlags.Length), ("fragment", Fragments.Length), ("pkt_len", PacketLengths.Length),
        ("icmp_type", IcmpTypes.Length), ("icmp_code", IcmpCodes.Length), ("DSCP", Dscps.Length), ("TTL", Ttls.Length),
    ];
}
