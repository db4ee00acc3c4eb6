namespace Grains.Operators;

/// <summary>How an operator stands beside what it registered; told again and again, and lost with the process.</summary>
/// <param name="Lost">It has missed three heartbeats.</param>
/// <param name="RulesFree">Filter entries it has left, as it last reported; null: it did not.</param>
/// <param name="AskedBps">What all mitigations together expect it to drop, bit/s.</param>
[GenerateSerializer, Immutable, Alias("operator-standing")]
public sealed record OperatorStanding([property: Id(0)] bool Lost, [property: Id(1)] int? RulesFree, [property: Id(2)] double AskedBps = 0)
{
    /// <summary>What registered members are taken for before anything is heard.</summary>
    public static readonly OperatorStanding Fresh = new(false, null);

    /// <summary>Whether plans should know: each telling makes every process read the members again, so a few entries or bits more or less are not told.</summary>
    public bool DiffersFrom(OperatorStanding told) =>
        Lost != told.Lost || (RulesFree is { } free && (told.RulesFree is not { } before || free == 0 != (before == 0) || Differ(free, before))) || Differ(AskedBps, told.AskedBps);

    private static bool Differ(double one, double other) => Math.Abs(one - other) * 10 > Math.Max(one, other);
}
