namespace Grains.Operators;

/// <summary>How much of an operator one mitigation may take (docs/decisions/010).</summary>
internal static class FairShare
{
    /// <summary>Of what an operator can take in a plan may reckon with one part of so many, however much others expect of it.</summary>
    private const int LeastPart = 64;

    /// <summary>
    /// Nobody takes more than half of the filter entries that others leave an operator, so that whoever is attacked next finds some too, however often it is planned for;
    /// what it holds for this mitigation already it may use again.
    /// </summary>
    public static int? Rules(int? free, int held) => free is { } left ? Math.Max(held, (int)(((long)left + held + 1) / 2)) : null;

    /// <summary>The same; the last entry goes only to an asker that has none.</summary>
    /// <param name="beside">What the asker's other mitigations hold.</param>
    public static int? Rules(int? free, int held, int beside) =>
        beside > 0 && free is { } left ? Math.Max(held, (int)(((long)left + held) / 2)) : Rules(free, held);

    /// <summary>
    /// The same of what an operator can take in, bit/s: half of what other mitigations leave. Something is always left, since what others are expected to send may
    /// never come. What is expected for this one is its asker's word and gives it no claim to more.
    /// </summary>
    /// <param name="others">What other mitigations are expected to bring.</param>
    public static double? Bps(double? capacity, double others) => capacity is { } all ? Math.Max(all / LeastPart, (all - Math.Max(0, others)) / 2) : null;
}
