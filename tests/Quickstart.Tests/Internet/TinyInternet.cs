using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Topology;
using Quickstart.Attacks;
using Quickstart.Internet;

namespace Quickstart.Tests.Internet;

/// <summary>
/// A hand-made Internet of forty networks with obvious answers; numbers and addresses from documentation and private ranges. The victim is single-homed behind op1.
/// op2, op3, op4, op6 and op8 carry 88 % of an attack that follows the hosts' weights; op5 and op7 carry 7 %, nobody in the consortium 5 %. op4 buys from op2, so
/// op4's traffic crosses both; op6 peers with op1.
/// </summary>
internal static class TinyInternet
{
    public const uint VictimAsn = 64500;

    public static readonly Prefix VictimV4 = Prefix.Parse("192.0.2.200");

    public static readonly Prefix VictimV6 = Prefix.Parse("2001:db8:1:8000::c8");

    /// <summary>op1..op8 and their ASes, 64501..64508.</summary>
    public static readonly ImmutableSortedDictionary<string, uint> Operators =
        Enumerable.Range(1, 8).ToImmutableSortedDictionary(n => Text($"op{n}"), n => (uint)(64500 + n), StringComparer.Ordinal);

    // The AS, its providers, and how much of an attack starts in it (percent of the whole).
    private static readonly (uint Asn, uint[] Providers, int Hosts)[] Networks =
    [
        (64601, [], 0), (64602, [], 0), (64603, [], 0), (64604, [], 0),
        (64501, [64601, 64602], 0),
        (64502, [64601, 64602], 5),
        (64503, [64603], 5),
        (64504, [64502], 4),
        (64505, [64604], 1),
        (64506, [64603], 3),
        (64507, [64604], 1),
        (64508, [64602], 3),
        (64611, [64603], 0), (64612, [64503], 0), (64613, [64604], 0),
        (VictimAsn, [64501], 0),
        (64711, [64502], 6), (64712, [64502], 6), (64713, [64502, 64611], 5),
        (64721, [64503], 6), (64722, [64503], 6), (64723, [64503], 6),
        (64731, [64612], 3), (64732, [64612], 3),
        (64741, [64504], 5), (64742, [64504], 5), (64743, [64504], 4),
        (64751, [64505], 2), (64752, [64505], 1),
        (64761, [64506], 3), (64762, [64506], 2), (64763, [64506], 2),
        (64771, [64507], 1), (64772, [64507], 1),
        (64781, [64508], 2), (64782, [64508], 2), (64783, [64508], 2),
        (64791, [64611], 2), (64792, [64611], 1), (64793, [64613], 2),
    ];

    private static readonly (uint, uint)[] Peerings =
    [
        (64601, 64602), (64601, 64603), (64601, 64604), (64602, 64603), (64602, 64604), (64603, 64604),
        (64501, 64506), (64502, 64503),
    ];

    public static SimulatedInternet Build() => new(
        "tiny",
        AsGraph.Of(Networks.SelectMany(n => n.Providers, (n, p) => new AsLink(p, n.Asn, AsRelation.ProviderOfCustomer)).Concat(Peerings.Select(p => new AsLink(p.Item1, p.Item2, AsRelation.Peers)))),
        OriginTable.Of(Networks.SelectMany(n => PrefixesOf(n.Asn), (n, p) => new Origin(p, n.Asn))));

    /// <summary>SNMP reflectors at 40 Gbit/s in all, four for each point of their network's weight.</summary>
    public static Attack Attack(bool ipv6 = false)
    {
        var sources = Networks.SelectMany(n => Enumerable.Range(10, n.Hosts * 4).Select(host => Host(PrefixesOf(n.Asn).First(p => p.IsIPv6 == ipv6), host))).ToList();
        return new(
            "tiny", new AttackSignature(17, [161], []) { Lengths = new(1000, 1000) },
            [.. sources.Select(s => new AttackFlow(s, 17, 161, 40_000, 40e9 / sources.Count, 40e9 / sources.Count / 8000))]);
    }

    private static Prefix Host(Prefix network, int host) => Prefix.Create(network.Bits + (UInt128)host, network.Width, network.IsIPv6);

    private static ImmutableArray<Prefix> PrefixesOf(uint asn) => asn switch
    {
        VictimAsn => [Prefix.Parse("192.0.2.128/25"), Prefix.Parse("2001:db8:1:8000::/49")],
        > 64500 and <= 64508 =>
        [
            Prefix.Parse((asn - 64500) switch { 1 => "192.0.2.0/24", 2 => "198.51.100.0/24", 3 => "203.0.113.0/24", var n => Text($"198.18.{n}.0/24") }),
            Prefix.Parse(Text($"2001:db8:{asn - 64500}::/48")),
        ],
        _ => [Prefix.Parse(Text($"10.{asn - 64600}.0.0/16")), Prefix.Parse(Text($"2001:db8:1{asn - 64600:d3}::/48"))],
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
