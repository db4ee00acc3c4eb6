namespace Grains.Mitigations;

/// <summary>The newest report of one operator: its number, its totals, and the greatest rates it ever reported.</summary>
public sealed record Count(long Report, Figures Totals, Figures? Peaks = null);
