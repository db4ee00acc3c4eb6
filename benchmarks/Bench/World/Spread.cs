namespace Bench.World;

/// <summary>Median and spread of the same figure over rounds.</summary>
internal static class Spread
{
    public static double Median(IEnumerable<double> values) => Quantile(Sorted(values), 0.5);

    /// <summary>How far apart the best and the worst round are, as a share of the median: the noise.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = Sorted(values);
        return (sorted[^1] - sorted[0]) / Quantile(sorted, 0.5);
    }

    public static double[] Sorted(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted;
    }

    public static double Quantile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
