using Dots.Addressing;
using NearSource.Origins;
using Quickstart.Internet;

namespace Quickstart.Tests.Internet;

public sealed class SimulatedInternetTests
{
    private readonly SimulatedInternet _internet = TinyInternet.Build();

    [Fact]
    public void Customer_of_op4_crosses_op4_and_then_op2() =>
        Assert.Equal((uint[])[64741u, 64504u, 64502u, 64601u, 64501u, 64500u], _internet.Path(64741, TinyInternet.VictimAsn).AsEnumerable());

    [Fact]
    public void Op6_uses_its_peering_with_op1() => Assert.Equal((uint[])[64761u, 64506u, 64501u, 64500u], _internet.Path(64761, TinyInternet.VictimAsn).AsEnumerable());

    [Fact]
    public void There_is_no_path_from_or_to_a_network_nobody_knows()
    {
        Assert.Empty(_internet.Path(1, TinyInternet.VictimAsn));
        Assert.Empty(_internet.Path(64741, 1));
    }

    [Fact]
    public void Addresses_belong_to_the_network_that_originates_them()
    {
        Assert.Equal(64503u, _internet.HomeOf(Prefix.Parse("203.0.113.7")));
        Assert.Equal(TinyInternet.VictimAsn, _internet.HomeOf(TinyInternet.VictimV4));
        Assert.Equal(TinyInternet.VictimAsn, _internet.HomeOf(TinyInternet.VictimV6));
        Assert.Null(_internet.HomeOf(Prefix.Parse("8.8.8.8")));
    }

    [Fact]
    public void Of_several_origins_the_first_that_the_graph_knows_is_home()
    {
        Origin[] origins = [new(Prefix.Parse("20.0.0.0/16"), 1), new(Prefix.Parse("20.0.0.0/16"), 64502), new(Prefix.Parse("21.0.0.0/16"), 1)];
        var internet = new SimulatedInternet("two homes", TinyInternet.Build().Graph, OriginTable.Of(origins));

        Assert.Equal(64502u, internet.HomeOf(Prefix.Parse("20.0.3.4")));
        Assert.Null(internet.HomeOf(Prefix.Parse("21.0.3.4")));
    }

    [Fact]
    public void Own_space_is_the_first_24_and_48_that_nobody_else_announces()
    {
        Origin[] origins =
        [
            new(Prefix.Parse("20.0.0.0/16"), 1), new(Prefix.Parse("20.0.0.0/24"), 2), new(Prefix.Parse("20.1.0.0/22"), 1), new(Prefix.Parse("30.0.0.0/25"), 1),
            new(Prefix.Parse("31.0.0.0/24"), 3), new(Prefix.Parse("31.0.0.0/24"), 4), new(Prefix.Parse("2a00::/32"), 1), new(Prefix.Parse("2a01::/64"), 2),
        ];
        var space = OwnSpace.Of(OriginTable.Of(origins));

        Assert.Equal((Prefix.Parse("20.1.0.0/24"), Prefix.Parse("2a00::/48")), (space.V4(1), space.V6(1)));
        Assert.Equal((Prefix.Parse("20.0.0.0/24"), (Prefix?)null), (space.V4(2), space.V6(2)));
        Assert.Equal((null, null), (space.V4(3), space.V4(4)));
        Assert.True(space.HasBoth(1));
        Assert.False(space.HasBoth(2));
    }
}
