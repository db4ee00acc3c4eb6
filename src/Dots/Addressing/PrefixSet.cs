using System.Numerics;

namespace Dots.Addressing;

/// <summary>
/// Address space given as prefixes, asked about as a whole: neighbouring prefixes count as one. Immutable, for any number of
/// threads; a question takes as many steps as the logarithm of the number of prefixes. IPv4 and IPv6 never meet.
/// </summary>
public sealed class PrefixSet
{
    public static readonly PrefixSet Empty = new([]);

    private readonly AddressRanges<uint> _v4;
    private readonly AddressRanges<UInt128> _v6;

    /// <param name="prefixes">In any order; they may repeat and hold each other.</param>
    public PrefixSet(IEnumerable<Prefix> prefixes)
    {
        var sorted = prefixes.ToArray();
        Array.Sort(sorted);
        _v4 = Merged(sorted.Where(p => p.IsIPv4).Select(p => ((uint)p.Bits, Last4(p))));
        _v6 = Merged(sorted.Where(p => p.IsIPv6).Select(p => (p.Bits, Last6(p))));
    }

    public bool IsEmpty => _v4.Count == 0 && _v6.Count == 0;

    /// <summary>Whether every address of this prefix is in the set: inside one of its prefixes, or inside several that are neighbours.</summary>
    public bool Covers(Prefix prefix) => prefix.IsIPv4
        ? _v4.Covers((uint)prefix.Bits, Last4(prefix))
        : _v6.Covers(prefix.Bits, Last6(prefix));

    /// <summary>Whether some address of this prefix is in the set.</summary>
    public bool Overlaps(Prefix prefix) => prefix.IsIPv4
        ? _v4.Overlaps((uint)prefix.Bits, Last4(prefix))
        : _v6.Overlaps(prefix.Bits, Last6(prefix));

    private static uint Last4(Prefix prefix) => prefix.Length == 0 ? uint.MaxValue : (uint)prefix.Bits | ~(uint.MaxValue << (32 - prefix.Length));

    private static UInt128 Last6(Prefix prefix) => prefix.Length == 0 ? UInt128.MaxValue : prefix.Bits | ~(UInt128.MaxValue << (128 - prefix.Length));

    private static AddressRanges<TBits> Merged<TBits>(IEnumerable<(TBits First, TBits Last)> ascending)
        where TBits : struct, IBinaryInteger<TBits>, IMinMaxValue<TBits>
    {
        var (firsts, lasts) = (new List<TBits>(), new List<TBits>());
        foreach (var (first, last) in ascending)
        {
            // Its end cannot be one before the next when it is the highest address.
            if (lasts.Count > 0 && (lasts[^1] == TBits.MaxValue || first <= lasts[^1] + TBits.One))
            {
                if (lasts[^1] < last)
                    lasts[^1] = last;
                continue;
            }

            firsts.Add(first);
            lasts.Add(last);
        }

        return new([.. firsts], [.. lasts]);
    }
}
