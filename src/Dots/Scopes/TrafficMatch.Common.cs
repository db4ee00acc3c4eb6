using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>What two matches have in common.</content>
public sealed partial class TrafficMatch
{
    /// <summary>More pairs of rows than this are not compared: whoever asks does so for many matches in one turn.</summary>
    private const long MostCompared = 100_000;

    /// <summary>
    /// What both this match and another catch, in at most so many rows. False when it takes more, or when the matches are too long to be compared row by row: nothing
    /// is told then.
    /// </summary>
    /// <param name="most">Rows at most.</param>
    /// <param name="common">Null when they have nothing in common; this match itself when each of its rows is within one of the other's.</param>
    public bool TryIntersect(TrafficMatch other, int most, out TrafficMatch? common)
    {
        common = null;
        if (IsOneRowBesidesSources() && other.IsOneRowBesidesSources())
        {
            if (Both(Key(0, source: false), other.Key(0, source: false)) is not { } row)
                return true;
            var sources = Sources.IsEmpty ? other.Sources : other.Sources.IsEmpty ? Sources : Common(Sources, other.Sources);
            if (sources.IsEmpty && !Sources.IsEmpty)
                return true;
            if (sources.Length > most)
                return false;
            common = OrThis(Of([row]).Copy(sources));
            return true;
        }

        other = other.MergeSources().MergeDestinations(new(0, 0));
        if ((long)Rows * other.Rows > MostCompared)
            return false;
        Row[] theirs = [.. Enumerable.Range(0, other.Rows).Select(row => other.Key(row))];
        var left = new List<Row>();
        for (var row = 0; row < Rows; row++)
        {
            var (own, before) = (Key(row), left.Count);
            for (var at = 0; at < theirs.Length; at++)
            {
                if (Both(own, theirs[at]) is not { } both)
                    continue;
                if (both == own)
                    left.RemoveRange(before, left.Count - before);
                left.Add(both);
                if (both == own)
                    break;
            }

            if (left.Count > most)
                return false;
        }

        common = left.Count == 0 ? null : OrThis(Of(left));
        return true;
    }

    /// <summary>Whether some address is a destination of both; a match without destinations is for every address.</summary>
    public bool SharesDestinations(TrafficMatch other) =>
        Destinations.IsEmpty || other.Destinations.IsEmpty || Destinations[0] == other.Destinations[0] || Destinations.Any(new PrefixSet(other.Destinations).Overlaps);

    private TrafficMatch OrThis(TrafficMatch common) => Equals(common) ? this : common;

    /// <summary>What both rows catch; null: nothing.</summary>
    private static Row? Both(in Row one, in Row other)
    {
        // A row without protocol holds a port, flag or ICMP column to the protocols that have it.
        var protocol = one.Protocol ?? other.Protocol;
        return Join(one.Destination, other.Destination, Inner, out var destination) && Join(one.Source, other.Source, Inner, out var source)
            && Join(one.SourcePort, other.SourcePort, Overlap, out var sourcePort) && Join(one.DestinationPort, other.DestinationPort, Overlap, out var destinationPort)
            && Join(one.Protocol, other.Protocol, Same, out _) && (protocol is not { } named || (Has(one, named) && Has(other, named)))
            && Join(one.TcpFlags, other.TcpFlags, static (a, b) => (TcpFlags?)All((int)a, (int)b), out var flags)
            && Join(one.Fragment, other.Fragment, static (a, b) => (FragmentFlags?)All((int)a, (int)b), out var fragment)
            && Join(one.PacketLength, other.PacketLength, Overlap, out var length)
            && Join(one.IcmpType, other.IcmpType, Same, out var type) && Join(one.IcmpCode, other.IcmpCode, Same, out var code)
            && Join(one.Dscp, other.Dscp, Same, out var dscp) && Join(one.Ttl, other.Ttl, Same, out var ttl)
            ? new(destination, source, sourcePort, destinationPort, protocol, flags, fragment, length, type, code, dscp, ttl)
            : null;
    }

    private static bool Has(in Row row, byte protocol) => row.Protocol is not null
        || ((row.SourcePort ?? row.DestinationPort) is null || HasPorts(protocol)) && (row.TcpFlags is null || protocol == 6) && ((row.IcmpType ?? row.IcmpCode) is null || IsIcmp(protocol));

    private static bool Join<T>(T? one, T? other, Func<T, T, T?> both, out T? joined)
        where T : struct
    {
        joined = one is { } a && other is { } b ? both(a, b) : one ?? other;
        return joined is not null || (one is null && other is null);
    }

    private static Prefix? Inner(Prefix one, Prefix other) => one.Contains(other) ? other : other.Contains(one) ? one : null;

    private static PortRange? Overlap(PortRange one, PortRange other) =>
        Math.Max(one.First, other.First) is var first && Math.Min(one.Last, other.Last) is var last && first <= last ? new(first, last) : null;

    private static byte? Same(byte one, byte other) => one == other ? one : null;

    /// <summary>None named: packets without any.</summary>
    private static int? All(int one, int other) => (one == 0) == (other == 0) ? one | other : null;

    /// <summary>Rows of the same columns as a match.</summary>
    private static TrafficMatch Of(List<Row> rows)
    {
        ImmutableArray<T> Column<T>(Func<Row, T?> value)
            where T : struct
        {
            if (value(rows[0]) is not { } first)
                return [];
            return rows.TrueForAll(row => EqualityComparer<T>.Default.Equals(value(row)!.Value, first)) ? [first] : [.. rows.Select(row => value(row)!.Value)];
        }

        return new()
        {
            Destinations = Column(r => r.Destination), Sources = Column(r => r.Source), SourcePorts = Column(r => r.SourcePort), DestinationPorts = Column(r => r.DestinationPort),
            Protocols = Column(r => r.Protocol), TcpFlags = Column(r => r.TcpFlags), Fragments = Column(r => r.Fragment), PacketLengths = Column(r => r.PacketLength),
            IcmpTypes = Column(r => r.IcmpType), IcmpCodes = Column(r => r.IcmpCode), Dscps = Column(r => r.Dscp), Ttls = Column(r => r.Ttl),
        };
    }
}
