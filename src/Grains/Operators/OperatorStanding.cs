namespace Grains.Operators;

/// <summary>How an operator stands beside what it registered; told again and again, and lost with the process.</summary>
/// <param name="Lost">It has missed three heartbeats.</param>
/// <param name="RulesFree">Filter entries it has left, as it last reported; null: it did not.</param>
/// <param name="AskedBps">What all mitigations together expect it to drop, bit/s.</param>
/// <param name="RulesTaken">By how many entries less it has left than it last said, in a report or when it registered: orders have come since; negative: have gone.</param>
[GenerateSerializer, Immutable, Alias("operator-standing")]
public sealed record OperatorStanding([property: Id(0)] bool Lost, [property: Id(1)] int? RulesFree, [property: Id(2)] double AskedBps = 0, [property: Id(3)] int RulesTaken = 0)
{
    /// <summary>What registered members are taken for before anything is heard.</summary>
    public static readonly OperatorStanding Fresh = new(false, null);

    /// <summary>Whether plans should know: each telling makes every process read the members again, so a few entries or bits more or less are not told.</summary>
    public bool DiffersFrom(OperatorStanding told) =>
        Lost != told.Lost || RulesDiffer(told) || Differ(AskedBps, told.AskedBps);

    /// <summary>Filter entries it has left, as far as anybody knows; null: it never said.</summary>
    /// <param name="registered">What it said when it registered.</param>
    /// <param name="most">How many it has in all, if it said.</param>
    public int? Left(int? registered, int? most) => (RulesFree ?? registered) is { } said ? (int)Math.Clamp((long)said - RulesTaken, 0, Math.Max(said, most ?? int.MaxValue)) : null;

    private bool RulesDiffer(OperatorStanding told) => RulesFree is not { } free
        ? RulesTaken != told.RulesTaken
        : told.RulesFree is not { } before || free <= RulesTaken != before <= told.RulesTaken || Differ((double)free - RulesTaken, (double)before - told.RulesTaken);

    private static bool Differ(double one, double other) => Math.Abs(one - other) * 10 > Math.Max(Math.Abs(one), Math.Abs(other));
}
