using System.Collections.Immutable;
using System.Numerics;
using Dots.Addressing;

namespace NearSource.Synthetic;

/// <summary>
/// Who announces which prefixes. IPv6 is made up in the range for documentation, 3fff::/20 (RFC 9637). IPv4 has no such range that is large enough: the
/// made-up Internet uses plain unicast space, which belongs to others in the real one. No special-purpose address is among it (private, loopback, link-local,
/// shared, documentation, benchmarking, multicast, reserved), and none of the root servers or of 1.1.1.1, 8.8.8.8 and 9.9.9.9.
/// </summary>
internal static class AddressPlan
{
    // Pieces of /24. First octets, the last included: special-purpose space and the best-known services lie between these.
    private static readonly ImmutableArray<(int First, int Last)> Octets = [(11, 99), (101, 126), (128, 168), (173, 191)];
    private const int PiecesOfOctet = 65_536;

    // At most so much of the space is announced, so that addresses drawn at random also hit what nobody has.
    private const double MostAnnounced = 0.9;

    private static readonly UInt128 V6 = Prefix.Parse("3fff::/20").Bits;

    /// <summary>Lengths of IPv6 prefixes, with the share of each; the range has room for 65,536 of the widest.</summary>
    private static readonly ImmutableArray<(int Length, double Share)> Lengths6 = [(36, 0.1), (40, 0.25), (44, 0.25), (48, 0.4)];

    /// <summary>Prefixes of each network, by rank, IPv4 first; no two overlap.</summary>
    public static ImmutableArray<Prefix>[] Of(Networks networks, int seed)
    {
        var random = SeededRandom.Of(seed, SeededRandom.Stream.Addresses);
        var wanted = new List<(int Network, int Length)>[2] { Wanted4(networks, random), Wanted6(networks, random) };
        var prefixes = Enumerable.Range(0, networks.Count).Select(_ => ImmutableArray.CreateBuilder<Prefix>(1)).ToArray();
        Lay(wanted[0], random, (network, at, length) => prefixes[network].Add(Prefix.Create(Bits4(at), length, v6: false)), 24);
        Lay(wanted[1], random, (network, at, length) => prefixes[network].Add(Prefix.Create(V6 | ((UInt128)at << 80), length, v6: true)), 48);
        return [.. prefixes.Select(p => p.DrainToImmutable())];
    }

    private static UInt128 Bits4(uint piece)
    {
        var octet = (int)(piece / PiecesOfOctet);
        foreach (var (first, last) in Octets)
        {
            if (octet <= last - first)
                return ((UInt128)(uint)(first + octet) << 24) | ((piece % PiecesOfOctet) << 8);
            octet -= last - first + 1;
        }

        throw new InvalidOperationException("there is no such piece");
    }

    /// <summary>One behind the other, the widest first, so that each begins where one of its length may. Those of one length come in random order.</summary>
    private static void Lay(List<(int Network, int Length)> wanted, SeededRandom random, Action<int, uint, int> take, int piece)
    {
        var all = wanted.ToArray();
        random.Shuffle<(int, int)>(all);
        var at = 0u;
        foreach (var length in all.Select(w => w.Length).Distinct().Order())
            foreach (var (network, of) in all)
                if (of == length)
                {
                    take(network, at, length);
                    at += 1u << (piece - length);
                }
    }

    private static List<(int, int)> Wanted4(Networks networks, SeededRandom random)
    {
        var order = BySize(networks, random);
        var (counts, spaces) = (Laws.Prefixes4.Spread(networks.Count), Laws.Space4.Spread(networks.Count));
        Fit(spaces);
        var wanted = new List<(int, int)>();
        for (var i = 0; i < order.Length; i++)
            Split(order[i], Math.Max(counts[i], 1), Math.Max(spaces[i], counts[i]), wanted, random);
        return wanted;
    }

    /// <summary>Halves the largest until all fit.</summary>
    private static void Fit(int[] spaces)
    {
        var room = (long)(Octets.Sum(o => (long)(o.Last - o.First + 1) * PiecesOfOctet) * MostAnnounced);
        for (var most = spaces.Max(); spaces.Sum(s => (long)s) > room; most /= 2)
            for (var i = 0; i < spaces.Length; i++)
                spaces[i] = Math.Min(spaces[i], most);
    }

    /// <summary>So much space in so many prefixes, some wide, many of them narrow.</summary>
    private static void Split(int network, int count, int space, List<(int, int)> wanted, SeededRandom random)
    {
        for (; count > 0; count--)
        {
            var most = count == 1 ? space : Math.Max(1, (int)((space - count + 1) * (0.2 + (0.6 * random.Share()))));
            var width = BitOperations.Log2((uint)Math.Clamp(most, 1, PiecesOfOctet));
            wanted.Add((network, 24 - width));
            space = Math.Max(space - (1 << width), count - 1);
        }
    }

    private static List<(int, int)> Wanted6(Networks networks, SeededRandom random)
    {
        var with = BySize(networks, random).Where(n => random.Chance(n < networks.Transit ? Laws.TransitV6 : Laws.StubV6)).ToArray();
        var counts = Laws.Prefixes6.Spread(with.Length);
        var wanted = new List<(int, int)>();
        for (var i = 0; i < with.Length; i++)
            for (var left = counts[i]; left > 0; left--)
                wanted.Add((with[i], Length6(random.Share())));
        return wanted;
    }

    private static int Length6(double share)
    {
        foreach (var (length, part) in Lengths6)
            if ((share -= part) < 0)
                return length;
        return Lengths6[^1].Length;
    }

    /// <summary>The networks, those with much space first: who sells transit or buys from many tends to have more.</summary>
    private static int[] BySize(Networks networks, SeededRandom random)
    {
        // So that the very largest are not always the same, and a stub may be among them.
        var offset = networks.Count / 400.0;
        return Ranking.Of(networks.Count, i => (Rank(i) + offset) / Math.Max(networks.Providers[i], 3) * random.Share());

        double Rank(int i) => i < networks.Transit ? i : networks.Transit + ((i - networks.Transit) * 0.8);
    }
}
