using System.Collections.Immutable;
using NearSource.Input;

namespace NearSource.Topology;

/// <summary>How a file of relations is read.</summary>
public sealed record GraphReadOptions
{
    /// <summary>What is wrong is reported but does not refuse the file: bad lines are left out, of a pair given twice the first line counts, cycles stay. Real inferences have some.</summary>
    public bool Tolerant { get; init; }

    /// <summary>More lines than this refuse the file, in both modes. The Internet has some 700,000 known links.</summary>
    public int MaxLines { get; init; } = 5_000_000;

    /// <summary>More bytes than this, unpacked, refuse the file, in both modes.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Refuse what is not well-formed.</summary>
    public static readonly GraphReadOptions Strict = new();
}

/// <summary>What reading gave.</summary>
/// <param name="Graph">The graph; null when the input was refused.</param>
/// <param name="Errors">The first hundred problems.</param>
/// <param name="BadLines">How many there were in all (in the refusing mode reading stops at the first).</param>
public sealed record GraphReading(AsGraph? Graph, ImmutableArray<LineError> Errors, int BadLines)
{
    /// <summary>The first line that is no relation at all, of those that <see cref="Errors"/> counts; null when there is none.</summary>
    public LineError? Malformed { get; init; }
}
