using Quickstart.Internet;

namespace Quickstart.Tests.Internet;

public sealed class RoutingTreeTests
{
    [Fact]
    public void Customer_route_is_preferred_over_a_shorter_peer_route()
    {
        // 1 reaches 9 over its customers 2 and 3, although its peer 4 is 9's provider too.
        var tree = RoutingTree.To(9, [Buys(2, 1), Buys(3, 2), Buys(9, 3), Peers(1, 4), Buys(9, 4)]);

        Assert.Equal([1u, 2u, 3u, 9u], tree.Path(1));
    }

    [Fact]
    public void Peer_route_is_preferred_over_a_shorter_provider_route()
    {
        var tree = RoutingTree.To(9, [Buys(1, 5), Buys(9, 5), Peers(1, 4), Buys(3, 4), Buys(9, 3)]);

        Assert.Equal([1u, 4u, 3u, 9u], tree.Path(1));
    }

    [Fact]
    public void Peers_route_is_not_told_to_another_peer_nor_to_a_provider()
    {
        var tree = RoutingTree.To(9, [Peers(9, 1), Peers(1, 2), Buys(1, 3), Buys(4, 1)]);

        Assert.Empty(tree.Path(2));
        Assert.Empty(tree.Path(3));
        Assert.Equal([4u, 1u, 9u], tree.Path(4));
    }

    [Fact]
    public void Shortest_route_wins_and_then_the_lowest_next_hop()
    {
        var tree = RoutingTree.To(9, [Buys(9, 6), Buys(9, 5), Buys(1, 6), Buys(1, 5), Buys(9, 7), Buys(8, 7), Buys(1, 8)]);

        Assert.Equal([1u, 5u, 9u], tree.Path(1));
        Assert.Equal([8u, 7u, 9u], tree.Path(8));
    }

    private static Link Buys(uint customer, uint provider) => new(provider, customer, Relationship.Customer);

    private static Link Peers(uint a, uint b) => new(a, b, Relationship.Peer);
}
