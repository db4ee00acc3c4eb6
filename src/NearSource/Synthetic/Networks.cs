using System.Numerics;

namespace NearSource.Synthetic;

/// <summary>
/// The ASes before they are linked, by rank: first the carriers that need no provider, then who sells transit, the larger roughly before the smaller, then
/// stubs. Nobody buys from a lower rank than its own, so that provider links never run in a circle and every chain of providers ends at a carrier.
/// </summary>
internal sealed class Networks
{
    // Real ones: a tenth of all ASes buy from the largest carrier. In a small Internet the law's giants would have everybody as a customer.
    private const double LargestShare = 0.12;

    // Share of those who sell transit that do so in all regions.
    private const double EverywhereShare = 0.004;

    public required int Count { get; init; }

    /// <summary>How many carriers have no provider; all of them peer.</summary>
    public required int Carriers { get; init; }

    /// <summary>How many sell transit, carriers included.</summary>
    public int Transit => Customers.Length;

    /// <summary>How many customers each transit network is to have.</summary>
    public required int[] Customers { get; init; }

    /// <summary>How many providers each is to have: the larger tend to have more.</summary>
    public required int[] Providers { get; init; }

    /// <summary>Where each AS is, in one of <see cref="Regions"/> or everywhere.</summary>
    public required int[] Region { get; init; }

    public required Regions Regions { get; init; }

    /// <summary>The numbers, by rank.</summary>
    public required uint[] Asns { get; init; }

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

        var regions = new Regions(count, random);
        var everywhere = Math.Max(carriers, (int)(transit * EverywhereShare));
        var region = new int[count];
        for (var i = 0; i < count; i++)
            region[i] = i < everywhere ? Regions.Everywhere : regions.Draw(i < transit, random);
        var providers = new int[count];
        Laws.TransitProviders.Assign(providers.AsSpan(0, transit), 1, i => ((double)i / transit) + random.Share());
        Laws.StubProviders.Assign(providers.AsSpan(transit), 1, i => ((double)i / (count - transit)) + random.Share());
        for (var i = 0; i < count; i++)
            providers[i] = i < carriers ? 0 : Math.Min(providers[i], i);
        return new()
        {
            Count = count,
            Carriers = carriers,
            Customers = customers,
            Providers = providers,
            Regions = regions,
            Region = region,
            Asns = Numbers(random, count),
        };
    }

    /// <summary>Large ones before small ones, but not strictly: some who have many customers buy from some who have few.</summary>
    private static int[] Ordered(SeededRandom random, int[] customers, int carriers)
    {
        double Key(int i) => i < carriers ? i - carriers : (i + 1) * (random.Chance(0.5) ? 1 + (3 * random.Share()) : 1 / (1 + (3 * random.Share())));
        return [.. Ranking.Of(customers.Length, Key).Select(i => customers[i])];
    }

    /// <summary>
    /// Numbers for private use (RFC 6996), of which there are 94 million: no real network can be meant. The larger tend to have the lower number, as
    /// in the real Internet, where they are the older.
    /// </summary>
    private static uint[] Numbers(SeededRandom random, int count)
    {
        const uint first = 4_200_000_001;
        var order = Ranking.Of(count, i => (i + (count / 300.0)) * (0.3 + random.Share()));
        var numbers = new uint[count];
        for (var i = 0; i < count; i++)
            numbers[order[i]] = first + (uint)i;
        return numbers;
    }
}
