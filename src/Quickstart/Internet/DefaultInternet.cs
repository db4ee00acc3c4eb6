using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;

namespace Quickstart.Internet;

/// <summary>
/// The hand-made Internet of the quick start: forty networks, numbers and addresses from documentation and private ranges.
/// The victim is single-homed behind op1, so op1's own link is what fills up. op2, op3, op4, op6 and op8 carry 88 % of an attack
/// that follows the hosts' weights; op5 (which declines) and op7 (which is down) carry 7 %, nobody in the consortium 5 %.
/// op4 buys from op2, so op4's traffic crosses both; op6 peers with op1.
/// </summary>
public static class DefaultInternet
{
    /// <summary>The AS of customer1, under attack.</summary>
    public const uint VictimAsn = 64500;

    /// <summary>The attacked IPv4 address: customer1's, delegated by op1.</summary>
    public static readonly Prefix VictimV4 = Prefix.Parse("192.0.2.200");

    /// <summary>The attacked IPv6 address: customer1's, delegated by op1.</summary>
    public static readonly Prefix VictimV6 = Prefix.Parse("2001:db8:1:8000::c8");

    /// <summary>op1..op8 and their ASes, 64501..64508.</summary>
    public static readonly ImmutableSortedDictionary<string, uint> Operators =
        Enumerable.Range(1, 8).ToImmutableSortedDictionary(n => Name(n), n => (uint)(64500 + n), StringComparer.Ordinal);

    /// <summary>An operator's own prefixes: one IPv4 /24, one IPv6 /48.</summary>
    /// <param name="number">1..8.</param>
    public static ImmutableArray<Prefix> OperatorPrefixes(int number)
    {
        var v4 = number switch { 1 => "192.0.2.0/24", 2 => "198.51.100.0/24", 3 => "203.0.113.0/24", _ => Text($"198.18.{number}.0/24") };
        return [Prefix.Parse(v4), Prefix.Parse(Text($"2001:db8:{number}::/48"))];
    }

    /// <summary>customer1's part of op1's prefixes.</summary>
    public static readonly ImmutableArray<Prefix> CustomerPrefixes = [Prefix.Parse("192.0.2.128/25"), Prefix.Parse("2001:db8:1:8000::/49")];

    // The AS, its providers, and how much of an attack starts in it (percent of the whole).
    private static readonly (uint Asn, uint[] Providers, double Hosts)[] Networks =
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

    /// <summary>Builds it.</summary>
    public static SimulatedInternet Build() => new(
        Networks.Select(n => new AutonomousSystem(n.Asn, NameOf(n.Asn), n.Hosts, PrefixesOf(n.Asn))),
        [.. Networks.SelectMany(n => n.Providers, (n, p) => new Link(p, n.Asn, Relationship.Customer)), .. Peerings.Select(p => new Link(p.Item1, p.Item2, Relationship.Peer))],
        Operators,
        VictimAsn);

    private static string NameOf(uint asn) => asn switch
    {
        VictimAsn => "customer1",
        > 64500 and <= 64508 => Name((int)(asn - 64500)),
        < 64610 => Text($"tier1-{asn - 64600}"),
        < 64700 => Text($"transit-{asn - 64610}"),
        _ => Text($"access-{asn - 64700}"),
    };

    private static ImmutableArray<Prefix> PrefixesOf(uint asn) => asn switch
    {
        VictimAsn => CustomerPrefixes,
        > 64500 and <= 64508 => OperatorPrefixes((int)(asn - 64500)),
        _ => [Prefix.Parse(Text($"10.{asn - 64600}.0.0/16")), Prefix.Parse(Text($"2001:db8:1{asn - 64600:d3}::/48"))],
    };

    private static string Name(int number) => Text($"op{number}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
