using System.Collections.Immutable;
using NearSource.Input;

namespace NearSource.Origins;

/// <summary>How a file of origins is read.</summary>
public sealed record OriginReadOptions
{
    /// <summary>Bad lines are left out and counted instead of refusing the file. Real tables have a few.</summary>
    public bool Tolerant { get; init; }

    /// <summary>More lines than this refuse the file, in both modes. The routing table of the Internet has about 1.3 million.</summary>
    public int MaxLines { get; init; } = 5_000_000;

    /// <summary>The origin tables' defaults: refuse what is not well-formed.</summary>
    public static readonly OriginReadOptions Strict = new();
}

/// <summary>What reading gave.</summary>
/// <param name="Table">The table; null when the input was refused.</param>
/// <param name="Errors">The first hundred bad lines, in order.</param>
/// <param name="BadLines">How many lines were bad in all (in the refusing mode reading stops at the first).</param>
public sealed record OriginReading(OriginTable? Table, ImmutableArray<LineError> Errors, int BadLines);
