using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Attacks;
using NearSource.Choice;
using NearSource.Planning;

namespace NearSource.Synthetic;

/// <summary>Places hosts in networks, few with very many and many with few, and has them send.</summary>
internal sealed class AttackMaker
{
    private const double Seconds = 10;

    // Bits of a packet: what a flood of small ones, a botnet's requests and a reflector's answers have.
    private const double SmallPacket = 480, Request = 4_000, Answer = 8_000;

    // A host that sends so much more than the weakest is as strong as there are.
    private const double Strongest = 30;

    private static readonly ImmutableArray<ushort> Reflected = [53, 123, 161, 389, 1900, 11211];

    private readonly SyntheticInternet _internet;
    private readonly AttackOptions _options;
    private readonly SeededRandom _random;

    public AttackMaker(SyntheticInternet internet, AttackOptions options)
    {
        (_internet, _options) = (internet, options);
        _random = SeededRandom.Of(unchecked((internet.Options.Seed * 1_000_003) + options.Seed), SeededRandom.Stream.Attack);
    }

    public SyntheticAttack Make()
    {
        var sources = _options.Sources ?? (_options.Class == AttackClass.Reflection ? 4_000 : _options.Class == AttackClass.Spoofed ? 40_000 : 45_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sources, nameof(AttackOptions.Sources));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources, AttackOptions.MostSources, nameof(AttackOptions.Sources));
        return _options.Class switch
        {
            AttackClass.Direct => Real(sources, Request, 0.13) with { Protocol = 6 },
            AttackClass.Reflection => Real(sources, Answer, 0.03) with
            {
                Class = AttackClass.Reflection, Protocol = 17, SourcePorts = Reflected[_random.Below(Reflected.Length)] is var port ? [new(port, port)] : [],
            },
            AttackClass.Spoofed => Forged(sources),
            _ => throw new ArgumentOutOfRangeException(nameof(AttackOptions.Class), _options.Class, "nobody can make that"),
        };
    }

    /// <summary>Hosts that are where they say.</summary>
    /// <param name="networks">Share of all networks that have some at most.</param>
    private SyntheticAttack Real(int sources, double packet, double networks)
    {
        var hosts = Hosts(sources, networks);
        var rates = hosts.SelectMany(h => h.Addresses).Select(_ => Rate()).ToArray();
        var unit = _options.VolumeBps / rates.Sum();
        var seen = ImmutableArray.CreateBuilder<AttackSource>(rates.Length);
        var senders = ImmutableArray.CreateBuilder<SourceAs>(hosts.Count);
        foreach (var (network, addresses) in hosts)
        {
            var sum = 0.0;
            foreach (var address in addresses)
            {
                var bps = rates[seen.Count] * unit;
                sum += bps;
                seen.Add(new(address, bps, bps / packet, Math.Max(1, Math.Floor(bps * Seconds / packet))));
            }

            senders.Add(new(_internet.Graph.AsnAt(network), sum, addresses.Count));
        }

        return new() { Class = AttackClass.Direct, Protocol = 6, Sources = seen.DrainToImmutable(), Senders = senders.DrainToImmutable() };
    }

    /// <summary>Addresses drawn from all there are, each for one packet; a few hosts send them.</summary>
    private SyntheticAttack Forged(int sources)
    {
        var drawn = new HashSet<Prefix>();
        while (drawn.Count < sources)
            drawn.Add(_options.IPv6
                ? Prefix.Create(new UInt128(0x2000_0000_0000_0000 | (_random.Next() >> 3), _random.Next()), 128, v6: true)
                : Prefix.Create((uint)_random.Next(), 32, v6: false));
        var hosts = Hosts(Math.Min(200, sources), 0.005);
        var rates = hosts.Select(h => h.Addresses.Sum(_ => Rate())).ToArray();
        var (each, unit) = (_options.VolumeBps / sources, _options.VolumeBps / rates.Sum());
        return new()
        {
            Class = AttackClass.Spoofed,
            Protocol = 6,
            Sources = [.. drawn.Order().Select(p => new AttackSource(p, each, each / SmallPacket, 1))],
            Senders = [.. hosts.Select((h, i) => new SourceAs(_internet.Graph.AsnAt(h.Network), rates[i] * unit, h.Addresses.Count))],
        };
    }

    /// <summary>Most hosts have thin links, few have thick ones.</summary>
    private double Rate() => Math.Min(Strongest, 1 / Math.Sqrt(1 - _random.Share()));

    /// <summary>
    /// Networks by AS number with addresses in them. Who has more address space is likelier to have hosts, and likelier to have many; how many the first, the
    /// second, ... have follows what black lists tell of the real Internet.
    /// </summary>
    private List<(int Network, IReadOnlyCollection<Prefix> Addresses)> Hosts(int sources, double share)
    {
        var spaces = Enumerable.Range(0, _internet.Graph.Count).Select(Space).ToArray();
        var able = Enumerable.Range(0, spaces.Length).Where(i => spaces[i].Length > 0).ToArray();
        var infected = able.Select(i => (Key: _random.Share() / Math.Sqrt(Size(spaces[i])), i)).Order().Select(k => k.i).Take(Math.Max(1, (int)(able.Length * share)));
        var ranked = infected.Select(i => (Key: _random.Share() / Size(spaces[i]), i)).Order().Select(k => k.i).ToArray();
        var weights = Laws.Hosts.Spread(ranked.Length);
        var (sum, given, before) = (weights.Sum(), 0, 0.0);
        var hosts = new List<(int, IReadOnlyCollection<Prefix>)>();
        for (var i = 0; i < ranked.Length; i++)
        {
            before += weights[i];
            var wanted = (int)Math.Round(before / sum * sources) - given;
            given += wanted;
            var addresses = Addresses(spaces[ranked[i]], wanted);
            if (addresses.Count > 0)
                hosts.Add((ranked[i], addresses));
        }

        hosts.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return hosts;
    }

    private ImmutableArray<Prefix> Space(int network) => [.. _internet.PrefixesOf(_internet.Graph.AsnAt(network)).Where(p => p.IsIPv6 == _options.IPv6)];

    private static double Size(ImmutableArray<Prefix> space)
    {
        var size = 0.0;
        foreach (var prefix in space)
            size += 1L << Math.Max(0, (prefix.IsIPv6 ? 48 : 24) - prefix.Length);
        return size;
    }

    private SortedSet<Prefix> Addresses(ImmutableArray<Prefix> space, int count)
    {
        var (addresses, size) = (new SortedSet<Prefix>(), Size(space));

        // Half of what a network has at most.
        count = (int)Math.Min(count, size * 128);
        while (addresses.Count < count)
        {
            var at = _random.Share() * size;
            var prefix = space[0];
            foreach (var one in space)
            {
                prefix = one;
                if ((at -= 1L << Math.Max(0, (one.IsIPv6 ? 48 : 24) - one.Length)) < 0)
                    break;
            }

            addresses.Add(Prefix.Create(prefix.Bits | (Bits() >> (prefix.Length + 128 - prefix.Width)), prefix.Width, prefix.IsIPv6));
        }

        return addresses;
    }

    private UInt128 Bits() => new(_random.Next(), _random.Next());
}
