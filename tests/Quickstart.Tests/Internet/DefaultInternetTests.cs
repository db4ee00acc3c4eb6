using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Tests.Internet;

public sealed class DefaultInternetTests
{
    private readonly SimulatedInternet _internet = DefaultInternet.Build();

    [Fact]
    public void Forty_networks_all_reach_the_victim_through_op1()
    {
        Assert.Equal(40, _internet.Systems.Length);
        foreach (var system in _internet.Systems.Where(s => s.Asn != DefaultInternet.VictimAsn))
            Assert.Equal([64501u, DefaultInternet.VictimAsn], _internet.Routes.Path(system.Asn).TakeLast(2));
    }

    [Fact]
    public void Hosts_add_up_to_a_hundred() => Assert.Equal(100, _internet.Systems.Sum(s => s.Hosts), 9);

    [Fact]
    public void Customer_of_op4_crosses_op4_and_then_op2() =>
        Assert.Equal([64741u, 64504u, 64502u, 64601u, 64501u, 64500u], _internet.Routes.Path(64741));

    [Fact]
    public void Op6_uses_its_peering_with_op1() => Assert.Equal([64761u, 64506u, 64501u, 64500u], _internet.Routes.Path(64761));

    [Fact]
    public void Every_operator_has_one_AS_one_IPv4_24_and_one_IPv6_48()
    {
        Assert.Equal(8, _internet.Operators.Count);
        foreach (var (id, asn) in _internet.Operators)
        {
            Assert.Equal(64500u + (uint)(id[2] - '0'), asn);
            Assert.Equal([24, 48], _internet.System(asn).Prefixes.Select(p => p.Length));
        }
    }

    [Fact]
    public void Addresses_belong_to_the_network_that_originates_them()
    {
        Assert.Equal(64503u, _internet.OriginOf(Prefix.Parse("203.0.113.7")));
        Assert.Equal(DefaultInternet.VictimAsn, _internet.OriginOf(DefaultInternet.VictimV4));
        Assert.Equal(DefaultInternet.VictimAsn, _internet.OriginOf(DefaultInternet.VictimV6));
        Assert.Equal(64741u, _internet.OriginOf(Prefix.Parse("10.141.3.9")));
    }

    [Fact]
    public void Foreign_addresses_are_placed_by_their_neighbourhood_and_stand_in_the_origin_table()
    {
        Prefix[] sources = [Prefix.Parse("1.10.147.219"), Prefix.Parse("1.10.147.3"), Prefix.Parse("2a00:1:2:3::4"), Prefix.Parse("10.141.3.9")];

        var origins = _internet.Origins(sources);

        Assert.Equal(_internet.OriginOf(sources[0]), _internet.OriginOf(sources[1]));
        Assert.Contains((Prefix.Parse("1.10.147.0/24"), _internet.OriginOf(sources[0])), origins);
        Assert.Contains((Prefix.Parse("2a00:1:2::/48"), _internet.OriginOf(sources[2])), origins);
        Assert.Equal(2, origins.Count - _internet.Systems.Sum(s => s.Prefixes.Length));
    }

    [Fact]
    public void Foreign_addresses_spread_by_the_hosts_weights_and_always_alike()
    {
        var placed = Enumerable.Range(0, 20_000).Select(i => _internet.OriginOf(Prefix.Create((UInt128)(0x01000000u + (uint)i * 256), 32, false))).ToList();

        foreach (var system in _internet.Systems)
            Assert.InRange(placed.Count(asn => asn == system.Asn) / 20_000.0, system.Hosts / 100 - 0.01, system.Hosts / 100 + 0.01);
        Assert.Equal(64503u, _internet.OriginOf(Prefix.Parse("8.8.8.8")));
    }
}
