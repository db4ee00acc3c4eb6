using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>Whether one match catches no more than another.</content>
public sealed partial class TrafficMatch
{
    /// <summary>More pairs of rows than this are not compared one by one.</summary>
    private const long MostPairs = 1_000_000;

    /// <summary>
    /// Whether each of this match's rows lies inside some row of the other, or inside rows of it that together are one, so that it catches nothing the other
    /// does not. False also where that cannot be told: rows that cover one in another way, and matches too long to be compared row by row.
    /// </summary>
    public bool IsWithin(TrafficMatch other)
    {
        if (Equals(other))
            return true;
        if (IsOneRowBesidesSources() && other.IsOneRowBesidesSources())
            return IsRowWithin(0, other, 0, sources: false)
                && (other.Sources.IsEmpty || (!Sources.IsEmpty && Sources.All(new PrefixSet(other.Sources).Covers)));
        other = other.MergeSources().MergeDestinations(new(0, 0));
        var (rows, others) = (Rows, other.Rows);
        if ((long)rows * others > MostPairs)
            return false;
        for (var row = 0; row < rows; row++)
            if (!Enumerable.Range(0, others).Any(wider => IsRowWithin(row, other, wider)))
                return false;
        return true;
    }

    private bool IsOneRowBesidesSources() => Columns().All(c => c.Length <= 1 || c.Name == "src_ips");

    private bool IsRowWithin(int row, TrafficMatch other, int wider, bool sources = true)
    {
        // A row without protocol holds a port, flag or ICMP column to the protocols that have it; one that names its protocol must be one of those.
        var named = other.Protocols.IsEmpty && !Protocols.IsEmpty ? At(Protocols, row) : (byte?)null;
        return Inside(Destinations, row, other.Destinations, wider, static (a, b) => b.Contains(a))
            && (!sources || Inside(Sources, row, other.Sources, wider, static (a, b) => b.Contains(a)))
            && Inside(Protocols, row, other.Protocols, wider, static (a, b) => a == b)
            && Inside(SourcePorts, row, other.SourcePorts, wider, static (a, b) => b.Contains(a), named is null || HasPorts(named.Value))
            && Inside(DestinationPorts, row, other.DestinationPorts, wider, static (a, b) => b.Contains(a), named is null || HasPorts(named.Value))
            && Inside(TcpFlags, row, other.TcpFlags, wider, static (a, b) => HasFlags((int)a, (int)b), named is null or 6)
            && Inside(Fragments, row, other.Fragments, wider, static (a, b) => HasFlags((int)a, (int)b))
            && Inside(PacketLengths, row, other.PacketLengths, wider, static (a, b) => b.Contains(a))
            && Inside(IcmpTypes, row, other.IcmpTypes, wider, static (a, b) => a == b, named is null || IsIcmp(named.Value))
            && Inside(IcmpCodes, row, other.IcmpCodes, wider, static (a, b) => a == b, named is null || IsIcmp(named.Value))
            && Inside(Dscps, row, other.Dscps, wider, static (a, b) => a == b)
            && Inside(Ttls, row, other.Ttls, wider, static (a, b) => a == b);
    }

    private static bool Inside<T>(ImmutableArray<T> column, int row, ImmutableArray<T> others, int wider, Func<T, T, bool> inside, bool applies = true) =>
        others.IsEmpty || (applies && !column.IsEmpty && inside(At(column, row), At(others, wider)));
}
