namespace Grains.Mitigations;

/// <summary>The newest report of one operator: its number and totals.</summary>
public sealed record Count(long Report, Figures Totals);
