namespace Grains.Mitigations;

/// <summary>The newest report of one operator: its number, its totals, and the greatest rates it ever reported.</summary>
/// <param name="Told">Number of the newest report that told any totals: who counts nothing still reports. 0: none did.</param>
public sealed record Count(long Report, Figures Totals, Figures? Peaks = null, long Told = 0);
