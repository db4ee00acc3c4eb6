namespace NearSource.Synthetic;

/// <summary>
/// Where networks are. Who is in a region buys and peers mostly there. Regions differ in size and in how much they buy from abroad: in some most networks buy
/// from the carriers themselves, in others from each other, and only their largest from abroad; their paths are the longer ones.
/// </summary>
internal sealed class Regions
{
    /// <summary>Region of those who are everywhere.</summary>
    public const int Everywhere = -1;

    private const int AsesOfRegion = 500;
    private const double MostOpen = 3;

    private readonly double[] _sizes;

    public Regions(int ases, SeededRandom random)
    {
        Count = Math.Max(1, ases / AsesOfRegion);

        // Squares: many are rather closed, and the mean is 1.
        Openness = [.. Enumerable.Range(0, Count).Select(_ => random.Share()).Select(u => MostOpen * u * u)];
        _sizes = [.. Enumerable.Range(0, Count).Select(i => 1.0 / (i + 3))];
        Share = [.. _sizes.Select(s => s / _sizes.Sum())];
    }

    public int Count { get; }

    /// <summary>How much more or less a region's networks buy from abroad than the mean of all.</summary>
    public double[] Openness { get; }

    /// <summary>Share of all networks that are in each.</summary>
    public double[] Share { get; }

    /// <summary>A region for a network.</summary>
    /// <param name="sells">Whether it sells transit: closed regions have more of those.</param>
    public int Draw(bool sells, SeededRandom random)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
            sum += Weight(i, sells);
        var at = random.Share() * sum;
        for (var i = 0; i < Count - 1; i++)
            if ((at -= Weight(i, sells)) < 0)
                return i;
        return Count - 1;
    }

    private double Weight(int region, bool sells) => sells ? _sizes[region] / (0.4 + Openness[region]) : _sizes[region];
}
