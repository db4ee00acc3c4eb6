using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism.Tables;
using Dots.Scopes;

namespace Dots.Mechanism;

public sealed partial record PacketHeader
{
    /// <summary>Which column does not fit the others to form rows, and why; null when all do.</summary>
    internal (string Name, string What)? Malformed()
    {
        var rows = RowCount();
        foreach (var column in RequestTables.Header.Typed)
            if (column.Count(this) is > 1 and var count && count != rows)
                return (column.Name, string.Create(CultureInfo.InvariantCulture, $"has {count} values where others have {rows}; same count, one value, or none"));
        return null;
    }

    private int RowCount()
    {
        var rows = 1;
        foreach (var column in RequestTables.Header.Typed)
            rows = Math.Max(rows, column.Count(this));
        return rows;
    }

    // An alias may stand for several prefixes: each of them makes a row of its own out of every row it stands in.
    // One row too many is enough to see that there are too many.
    private List<(int Row, Prefix Destination)> Expand(ImmutableArray<Prefix>[] destinations)
    {
        var expanded = new List<(int, Prefix)>();
        var rows = RowCount();
        for (var row = 0; row < rows; row++)
            foreach (var destination in destinations[destinations.Length == 1 ? 0 : row])
            {
                expanded.Add((row, destination));
                if (expanded.Count > TrafficMatch.MaximumRows)
                    return expanded;
            }

        return expanded;
    }

    private static ImmutableArray<T> Pick<T>(ImmutableArray<T> column, List<(int Row, Prefix)>? rows) =>
        rows is null || column.Length <= 1 ? column : [.. rows.Select(row => column[row.Row])];
}
