using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>The same traffic in fewer rows: never more, never less.</content>
public sealed partial class TrafficMatch
{
    /// <summary>Rows that differ in nothing but their sources, with those merged where they add up to whole prefixes; the match itself when none do.</summary>
    public TrafficMatch MergeSources() => Sources.Length <= 1
        ? this
        : Merged(row => Key(row, source: false), row => Sources[row], 0, 0, static (match, sources) => match.Copy(sources));

    /// <summary>Rows that differ in nothing but their destinations, with those merged where they add up to whole prefixes; the match itself when none do.</summary>
    /// <param name="widest">No destination is merged to a wider prefix than this.</param>
    public TrafficMatch MergeDestinations(WidestScope widest) => Destinations.Length <= 1
        ? this
        : Merged(row => Key(row, destination: false), row => Destinations[row], widest.V4, widest.V6, static (match, targets) => match.To(targets));

    private TrafficMatch Merged(Func<int, Row> rest, Func<int, Prefix> prefix, int widestV4, int widestV6, Func<TrafficMatch, ImmutableArray<Prefix>, TrafficMatch> with)
    {
        var (rows, prefixes) = (new List<int>(Rows), ImmutableArray.CreateBuilder<Prefix>(Rows));
        foreach (var alike in Enumerable.Range(0, Rows).GroupBy(rest))
            foreach (var merged in PrefixMerging.Merge(alike.Select(prefix), widestV4, widestV6))
            {
                rows.Add(alike.First());
                prefixes.Add(merged);
            }

        return rows.Count == Rows ? this : with(Select([.. rows]), prefixes.ToImmutable());
    }

    /// <summary>What a row matches on, to tell which rows are alike.</summary>
    private Row Key(int row, bool source = true, bool destination = true) => new(
        destination ? Value(Destinations, row) : null, source ? Value(Sources, row) : null, Value(SourcePorts, row), Value(DestinationPorts, row), Value(Protocols, row),
        Value(TcpFlags, row), Value(Fragments, row), Value(PacketLengths, row), Value(IcmpTypes, row), Value(IcmpCodes, row), Value(Dscps, row), Value(Ttls, row));

    private static T? Value<T>(ImmutableArray<T> column, int row)
        where T : struct => column.IsEmpty ? null : At(column, row);

    private TrafficMatch To(ImmutableArray<Prefix> destinations) => new()
    {
        Destinations = destinations, Sources = Sources, SourcePorts = SourcePorts, DestinationPorts = DestinationPorts,
        Protocols = Protocols, TcpFlags = TcpFlags, Fragments = Fragments, PacketLengths = PacketLengths,
        IcmpTypes = IcmpTypes, IcmpCodes = IcmpCodes, Dscps = Dscps, Ttls = Ttls,
    };

    private readonly record struct Row(
        Prefix? Destination, Prefix? Source, PortRange? SourcePort, PortRange? DestinationPort, byte? Protocol,
        TcpFlags? TcpFlags, FragmentFlags? Fragment, PortRange? PacketLength, byte? IcmpType, byte? IcmpCode, byte? Dscp, byte? Ttl);
}
