using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Routes;
using NearSource.Tests.Topology;
using NearSource.Topology;
using Support;

namespace NearSource.Tests.Routes;

public sealed class RouteTests
{
    [Theory]
    [InlineData("1>2 2>3", 3, "1 2 3")]                    // down to a customer
    [InlineData("1>2 1>3", 3, "2 1 3")]                    // up and down
    [InlineData("1>3 2>4 1=2", 4, "3 1 2 4")]              // across one peering
    [InlineData("1=2 2=3", 3, "1")]                        // never across two
    [InlineData("2>1 2>3 1>3", 3, "1 3")]
    [InlineData("1>9 1=8 1>5 5>9 8>9", 9, "1 9")]
    [InlineData("1>5 5>6 6>9 1=8 8>9", 9, "1 5 6 9")]      // a longer customer route goes before a shorter peer route
    [InlineData("7>1 7>9 1=8 8>6 6>9", 9, "1 8 6 9")]      // a longer peer route before a shorter provider route
    [InlineData("1>4 1>3 4>9 3>9", 9, "1 3 9")]            // equal ones: the lowest number
    [InlineData("1>2 3>2", 3, "1")]                        // nobody carries traffic between two providers
    public void Path_is_what_the_relations_say(string links, uint to, string path)
    {
        var graph = Graphs.Of(links);
        var tree = new RouteFinder(graph).Find(graph.IndexOf(to));

        Assert.Equal(path, string.Join(' ', Path(tree, graph.IndexOf(uint.Parse(path.Split(' ')[0])))));
    }

    [Fact]
    public void Equal_next_hops_are_told()
    {
        var graph = Graphs.Of("1>4 1>3 4>9 3>9 8>1");
        var tree = new RouteFinder(graph).Find(graph.IndexOf(9));

        Assert.True(tree.IsTied(graph.IndexOf(1)));
        Assert.False(tree.IsTied(graph.IndexOf(3)));
        Assert.False(tree.IsTied(graph.IndexOf(8)));
    }

    [Fact]
    public void Every_path_is_valley_free_and_the_best_its_neighbours_offer() =>
        Prop.ForAll(Graphs.Random.ToArbitrary(), graph =>
        {
            var finder = new RouteFinder(graph);
            for (var to = 0; to < graph.Count; to++)
            {
                var tree = finder.Find(to);
                for (var at = 0; at < graph.Count; at++)
                    Assert.Equal(Best(graph, tree, at), (tree.Kind(at), tree.Hops(at), tree.NextHop(at), tree.IsTied(at)));
            }
        }).Check(Properties.Times(500));

    [Fact]
    public void Routes_of_some_are_the_same_as_among_those_of_all() =>
        Prop.ForAll(Graphs.Random.ToArbitrary(), Gen.Choose(0, 13).Two().ArrayOf().ToArbitrary(), (graph, picks) =>
        {
            var evidence = new RouteEvidence();
            foreach (var (one, other) in picks.Skip(2).Where(p => p.Item1 < graph.Count && p.Item2 < graph.Count))
                evidence.Absent(one, other);
            ImmutableArray<int> from = [.. picks.Select(p => p.Item1).Where(at => at < graph.Count)];
            for (var to = 0; to < graph.Count; to++)
            {
                var (some, all) = (new RouteFinder(graph).Find(to, evidence, from), new RouteFinder(graph).Find(to, evidence));
                foreach (var start in from)
                    for (var at = start; at >= 0; at = all.NextHop(at))
                        Assert.Equal((all.Kind(at), all.Hops(at), all.NextHop(at), all.IsTied(at)), (some.Kind(at), some.Hops(at), some.NextHop(at), some.IsTied(at)));
            }
        }).Check(Properties.Times(500));

    [Fact]
    public void Next_hop_that_was_seen_goes_before_the_graph_and_what_follows_is_routed_anew()
    {
        var graph = Graphs.Of("1>5 2>5 1>9 2>9 5>6 7>8");
        var evidence = new RouteEvidence();
        evidence.Seen(graph.IndexOf(5), graph.IndexOf(2), RouteKind.Provider);
        evidence.Seen(graph.IndexOf(8), graph.IndexOf(2), RouteKind.Provider);
        var tree = new RouteFinder(graph).Find(graph.IndexOf(9), evidence);

        Assert.Equal([6u, 5, 2, 9], Path(tree, graph.IndexOf(6)));
        Assert.Equal([8u, 2, 9], Path(tree, graph.IndexOf(8)));
    }

    [Fact]
    public void Link_that_carries_nothing_is_avoided()
    {
        var graph = Graphs.Of("1>5 2>5 1>9 2>9");
        var evidence = new RouteEvidence();
        evidence.Absent(graph.IndexOf(5), graph.IndexOf(1));

        Assert.Equal([5u, 2, 9], Path(new RouteFinder(graph).Find(graph.IndexOf(9), evidence), graph.IndexOf(5)));
    }

    [Fact]
    public void Next_hops_said_to_go_round_in_a_circle_lead_nowhere_and_harm_nobody_else()
    {
        var graph = Graphs.Of("1>5 2>5 1>9 2>9 1=2 1>3");
        var evidence = new RouteEvidence();
        evidence.Seen(graph.IndexOf(1), graph.IndexOf(2), RouteKind.Peer);
        evidence.Seen(graph.IndexOf(2), graph.IndexOf(1), RouteKind.Peer);
        var tree = new RouteFinder(graph).Find(graph.IndexOf(9), evidence);

        Assert.False(tree.Reaches(graph.IndexOf(1)));
        Assert.False(tree.Reaches(graph.IndexOf(5)));
        Assert.True(tree.Reaches(graph.IndexOf(9)));
    }

    [Fact]
    public void Cache_keeps_the_latest_destinations_of_its_graph()
    {
        var cache = new RouteCache(Graphs.Of("1>2 1>3 1>4"), capacity: 2);

        var first = cache.To(2);
        Assert.Same(first, cache.To(2));
        cache.To(3);
        Assert.Same(first, cache.To(2));
        cache.To(4);
        Assert.Same(first, cache.To(2));
        var again = cache.To(3);
        Assert.Same(again, cache.To(3));
        Assert.NotSame(first, cache.To(4) is null ? null : cache.To(2));
        Assert.Null(cache.To(99));
    }

    private static List<uint> Path(RouteTree tree, int from)
    {
        var path = new List<uint>();
        for (var at = from; at >= 0; at = tree.NextHop(at))
            path.Add(tree.Graph.AsnAt(at));
        return path;
    }

    /// <summary>What an AS would choose of its neighbours' routes in this tree: with every AS content it is the one stable state.</summary>
    private static (RouteKind Kind, int Hops, int Next, bool Tied) Best(AsGraph graph, RouteTree tree, int at)
    {
        if (at == tree.Destination)
            return (RouteKind.Own, 0, -1, false);
        var (best, tied) = ((Kind: RouteKind.None, Hops: 0, Next: -1), false);
        Offer(RouteKind.Customer, graph.Customers(at));
        Offer(RouteKind.Peer, graph.Peers(at));
        Offer(RouteKind.Provider, graph.Providers(at));
        return (best.Kind, best.Hops, best.Next, tied);

        void Offer(RouteKind kind, ReadOnlySpan<int> neighbours)
        {
            foreach (var n in neighbours)
                if (tree.Reaches(n) && (kind == RouteKind.Provider || tree.Kind(n) is RouteKind.Own or RouteKind.Customer))
                {
                    var offer = (Kind: kind, Hops: tree.Hops(n) + 1, Next: n);
                    if ((offer.Kind, offer.Hops) == (best.Kind, best.Hops))
                        (best.Next, tied) = (Math.Min(best.Next, n), true);
                    else if (best.Kind == RouteKind.None || offer.CompareTo(best) < 0)
                        (best, tied) = (offer, false);
                }
        }
    }
}
