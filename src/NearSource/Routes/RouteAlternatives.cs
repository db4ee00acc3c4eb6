using System.Collections.Immutable;
using NearSource.Topology;

namespace NearSource.Routes;

/// <summary>
/// What the routes to a destination may be besides those the graph tells. Links come and go: a year later two of five ASes on an attack's paths hand its
/// traffic to another neighbour than the graph of then says, fewer where they go through a customer, more where two next hops were equally good. In each
/// of a few worlds some ASes may not use their next hop by the graph, and everybody is routed anew: so a plan sees where traffic goes if not where it
/// should, all that is behind that AS together. Who deviates in which world follows from its number alone, spread evenly: the same graph gives the same worlds.
/// </summary>
internal sealed class RouteAlternatives
{
    private const int Worlds = 4;

    /// <summary>What all worlds together weigh beside the graph's own routes, when the graph is a year old.</summary>
    private const double Doubt = 0.7;

    // How often the next hop of an AS is another one than the graph of a year before says; the last hop to the target is as good as certain.
    private const double ThroughCustomer = 0.2;
    private const double ThroughPeer = 0.35;
    private const double ThroughProvider = 0.3;
    private const double WhereTied = 0.15;

    private readonly RouteTree _tree;
    private readonly RouteTree[] _worlds;

    // Of each AS of each world: not known yet, as by the graph, another way.
    private readonly byte[][] _ways;

    private RouteAlternatives(RouteTree tree, RouteTree[] worlds, double weight) =>
        (_tree, _worlds, _ways, Weight) = (tree, worlds, [.. worlds.Select(w => new byte[w.Graph.Count])], weight);

    /// <summary>Probability of each world, 0..1.</summary>
    public double Weight { get; }

    /// <summary>The worlds in which traffic from an AS takes another way than by the graph.</summary>
    public IEnumerable<RouteTree> From(int index)
    {
        for (var world = 0; world < _worlds.Length; world++)
            if (_worlds[world].Reaches(index) && IsOther(world, index))
                yield return _worlds[world];
    }

    /// <summary>The worlds of a graph as old as the cache says; none when it is of this moment. Of a graph of unknown age a year is assumed.</summary>
    /// <param name="from">The ASes whose ways will be asked for.</param>
    public static RouteAlternatives Of(RouteCache routes, RouteTree tree, ImmutableArray<int> from)
    {
        var doubt = Doubt * routes.Staleness;
        return doubt <= 0 ? new(tree, [], 0) : new(tree, [.. Deviating(tree).Select(evidence => routes.Find(tree.Destination, evidence, from))], doubt / Worlds);
    }

    private static RouteEvidence[] Deviating(RouteTree tree)
    {
        RouteEvidence[] worlds = [.. Enumerable.Range(0, Worlds).Select(_ => new RouteEvidence())];

        // Backwards, so that the first sizes what is kept for all.
        for (var at = tree.Graph.Count - 1; at >= 0; at--)
        {
            if (tree.Hops(at) <= 1)
                continue;
            var (place, chance) = (Place(tree.Graph.AsnAt(at)), Chance(tree, at));
            for (var world = 0; world < Worlds; world++)
                if (Turned(place, (double)world / Worlds) < chance)
                    worlds[world].Absent(at, tree.NextHop(at));
        }

        return worlds;
    }

    private static double Chance(RouteTree tree, int at) => (tree.IsTied(at) ? WhereTied : 0) + tree.Kind(at) switch
    {
        RouteKind.Customer => ThroughCustomer,
        RouteKind.Peer => ThroughPeer,
        _ => ThroughProvider,
    };

    /// <summary>0..1: the number's place on a circle. A chance of a third takes an AS into every third world, each of which turns the circle further.</summary>
    private static double Place(uint asn) => (uint)(((asn + 1UL) * 0x9E3779B97F4A7C15UL) >> 32) / (uint.MaxValue + 1.0);

    private static double Turned(double place, double turn) => place + turn < 1 ? place + turn : place + turn - 1;

    private bool IsOther(int world, int index)
    {
        // Down to where it is known already, then back up.
        var (ways, tree) = (_ways[world], _worlds[world]);
        var end = index;
        while (end != tree.Destination && ways[end] == 0 && tree.NextHop(end) == _tree.NextHop(end))
            end = tree.NextHop(end);
        var way = end == tree.Destination ? (byte)1 : ways[end] == 0 ? (byte)2 : ways[end];
        for (var at = index; ; at = tree.NextHop(at))
        {
            ways[at] = way;
            if (at == end)
                return way == 2;
        }
    }
}
