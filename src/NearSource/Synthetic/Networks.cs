using System.Numerics;

namespace NearSource.Synthetic;

/// <summary>
/// The ASes before they are linked, by rank: first the carriers that need no provider, then who sells transit, the larger roughly before the smaller, then
/// stubs. Nobody buys from a lower rank than its own, so that provider links never run in a circle and every chain of providers ends at a carrier.
/// </summary>
internal sealed class Networks
{
    /// <summary>Region of those who are everywhere.</summary>
    public const int Everywhere = -1;

    private const int AsesOfRegion = 500;

    // Real ones: a tenth of all ASes buy from the largest carrier. In a small Internet the law's giants would have everybody as a customer.
    private const double LargestShare = 0.12;
    private const double GlobalShare = 0.01;

    private Networks(int count, int carriers, int[] customers, int[] region, int regions, uint[] asns) =>
        (Count, Carriers, Customers, Region, Regions, Asns) = (count, carriers, customers, region, regions, asns);

    public int Count { get; }

    /// <summary>How many carriers have no provider; all of them peer.</summary>
    public int Carriers { get; }

    /// <summary>How many sell transit, carriers included.</summary>
    public int Transit => Customers.Length;

    /// <summary>How many customers each transit network is to have.</summary>
    public int[] Customers { get; }

    /// <summary>Where each AS is, <see cref="Everywhere"/> or 0..<see cref="Regions"/> - 1.</summary>
    public int[] Region { get; }

    public int Regions { get; }

    /// <summary>Share of all networks that are in each region.</summary>
    public double[] RegionShare => field ??= Shares();

    /// <summary>The numbers, by rank.</summary>
    public uint[] Asns { get; }

    public static Networks Of(SyntheticOptions options)
    {
        var random = SeededRandom.Of(options.Seed, SeededRandom.Stream.Networks);
        var count = options.Ases;
        var carriers = BitOperations.Log2((uint)count);
        var transit = Math.Max(2 * carriers, (int)(count * Laws.Transit));
        var customers = Ordered(random, Laws.Customers.Spread(transit), carriers);
        var largest = Math.Max(3, (int)(count * LargestShare));
        for (var i = 0; i < transit; i++)
            customers[i] = Math.Min(customers[i], largest);

        var regions = Math.Max(1, count / AsesOfRegion);
        var everywhere = Math.Max(carriers, (int)(transit * GlobalShare));
        var region = new int[count];
        for (var i = 0; i < count; i++)
            region[i] = i < everywhere ? Everywhere : RegionOf(random, regions);
        return new(count, carriers, customers, region, regions, Numbers(random, count));
    }

    private double[] Shares()
    {
        var shares = new double[Regions];
        foreach (var region in Region)
            if (region != Everywhere)
                shares[region] += 1.0 / Count;
        return shares;
    }

    /// <summary>Large ones before small ones, but not strictly: some who have many customers buy from some who have few.</summary>
    private static int[] Ordered(SeededRandom random, int[] customers, int carriers)
    {
        var keys = new double[customers.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = i < carriers ? i - carriers : (i + 1) * (random.Chance(0.5) ? 1 + (3 * random.Share()) : 1 / (1 + (3 * random.Share())));
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return [.. order.Select(i => customers[i])];
    }

    /// <summary>Some regions have many networks, many have few: the n-th has a share of 1/(n + 2) of the sum.</summary>
    private static int RegionOf(SeededRandom random, int regions)
    {
        var sum = 0.0;
        for (var i = 0; i < regions; i++)
            sum += 1.0 / (i + 3);
        var at = random.Share() * sum;
        for (var i = 0; i < regions - 1; i++)
            if ((at -= 1.0 / (i + 3)) < 0)
                return i;
        return regions - 1;
    }

    /// <summary>
    /// Numbers for private use (RFC 6996), of which there are 94 million: no real network can be meant. The larger tend to have the lower number, as
    /// in the real Internet, where they are the older.
    /// </summary>
    private static uint[] Numbers(SeededRandom random, int count)
    {
        const uint first = 4_200_000_001;
        var keys = new double[count];
        for (var i = 0; i < count; i++)
            keys[i] = (i + (count / 20.0)) * (0.3 + random.Share());
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        var numbers = new uint[count];
        for (var i = 0; i < count; i++)
            numbers[order[i]] = first + (uint)i;
        return numbers;
    }
}
