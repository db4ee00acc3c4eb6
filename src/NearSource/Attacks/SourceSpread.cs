using Dots.Addressing;

namespace NearSource.Attacks;

/// <summary>How IPv4 sources lie beside each other.</summary>
internal enum SourceSpread
{
    /// <summary>Too few to tell.</summary>
    Unknown,

    /// <summary>As hosts do: where one is, others are more often than chance has it.</summary>
    Natural,

    /// <summary>As drawn from all addresses.</summary>
    Scattered,

    /// <summary>Whole networks to the last address, as drawn from a prefix.</summary>
    Crowded,
}

/// <summary>
/// Tells drawn addresses from those of hosts by how many pairs share a /24. Hosts of one kind stand together: in captured reflections and lists of bots 700 to 12,000
/// times as many pairs share one as if they had been drawn; in a captured flood with forged sources 1.3 times as many. The ratio does not depend on
/// how many of the sources were seen, so a short or sampled look tells as well as a long one.
/// </summary>
internal static class SourceSpreads
{
    /// <summary>Announced /24s, rounded down: with more, chance would make still fewer pairs.</summary>
    private const double Networks = 1.1e7;

    /// <summary>Far above what chance does and far below what hosts do.</summary>
    private const double MostByChance = 10;

    /// <summary>Of so many hosts at least eight pairs share a /24, where they stand together as loosely as in any capture.</summary>
    private const int Enough = 500;

    /// <summary>No network has a bot at nearly every address, and no list of bots has most of them in such networks; of the one measured, a seventh.</summary>
    private const int CrowdedNetwork = 192;

    public static SourceSpread Of(IEnumerable<Prefix> sources)
    {
        var count = 0;
        var networks = new Dictionary<uint, int>();
        foreach (var source in sources)
        {
            if (!source.IsIPv4 || !source.IsAddress)
                continue;
            count++;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(networks, (uint)source.Bits >> 8, out _)++;
        }

        if (count < Enough)
            return SourceSpread.Unknown;
        double pairs = 0, crowded = 0;
        foreach (var own in networks.Values)
        {
            pairs += own * (own - 1.0) / 2;
            crowded += own >= CrowdedNetwork ? own : 0;
        }

        return pairs <= 1 + (MostByChance * count * (count - 1.0) / 2 / Networks) ? SourceSpread.Scattered
            : crowded > count / 2.0 ? SourceSpread.Crowded : SourceSpread.Natural;
    }
}
