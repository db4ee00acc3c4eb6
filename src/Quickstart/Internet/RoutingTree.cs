using System.Collections.Frozen;

namespace Quickstart.Internet;

/// <summary>
/// How every AS reaches one target AS: valley-free, customer before peer before provider, then the shortest, then the next hop
/// with the lowest number (design of near-source planning, step 2). Immutable.
/// </summary>
public sealed class RoutingTree
{
    private readonly FrozenDictionary<uint, Route> _routes;

    private RoutingTree(uint target, FrozenDictionary<uint, Route> routes) => (Target, _routes) = (target, routes);

    /// <summary>The AS all routes lead to.</summary>
    public uint Target { get; }

    /// <summary>The AS path from an AS to the target, both included; empty when there is no route.</summary>
    public IReadOnlyList<uint> Path(uint from)
    {
        var path = new List<uint>();
        for (var at = from; _routes.TryGetValue(at, out var route); at = route.NextHop)
        {
            path.Add(at);
            if (at == Target)
                break;
        }

        return path;
    }

    /// <summary>Builds the tree over the given links.</summary>
    public static RoutingTree To(uint target, IEnumerable<Link> links)
    {
        var neighbours = Neighbours(links);
        var routes = new Dictionary<uint, Route> { [target] = new(target, 0) };

        // Customers' routes climb to providers; nothing else may climb, or a customer would carry its providers' traffic.
        Spread(routes, neighbours, Relationship.Provider);

        // One step sideways: what came from a peer is told to customers only.
        var sideways = new Dictionary<uint, Route>();
        foreach (var (from, route) in routes)
            foreach (var (peer, kind) in neighbours.GetValueOrDefault(from, []))
                if (kind == Relationship.Peer && !routes.ContainsKey(peer))
                    Offer(sideways, peer, new Route(from, route.Length + 1));
        foreach (var (peer, route) in sideways)
            routes.Add(peer, route);

        Spread(routes, neighbours, Relationship.Customer);
        return new RoutingTree(target, routes.ToFrozenDictionary());
    }

    private static void Spread(Dictionary<uint, Route> routes, Dictionary<uint, List<(uint, Relationship)>> neighbours, Relationship towards)
    {
        var open = new PriorityQueue<(uint From, uint To, int Length), (int, uint)>();
        foreach (var (from, route) in routes)
            Tell(from, route.Length);

        // By length and then by the teller's number: the first route an AS hears is the one it prefers.
        while (open.TryDequeue(out var told, out _))
            if (routes.TryAdd(told.To, new Route(told.From, told.Length)))
                Tell(told.To, told.Length);

        void Tell(uint from, int length)
        {
            foreach (var (to, kind) in neighbours.GetValueOrDefault(from, []))
                if (kind == towards && !routes.ContainsKey(to))
                    open.Enqueue((from, to, length + 1), (length + 1, from));
        }
    }

    private static void Offer(Dictionary<uint, Route> routes, uint to, Route route)
    {
        if (!routes.TryGetValue(to, out var known) || (route.Length, route.NextHop).CompareTo((known.Length, known.NextHop)) < 0)
            routes[to] = route;
    }

    private static Dictionary<uint, List<(uint, Relationship)>> Neighbours(IEnumerable<Link> links)
    {
        var neighbours = new Dictionary<uint, List<(uint, Relationship)>>();
        foreach (var link in links)
        {
            Of(link.A).Add((link.B, link.Kind));
            Of(link.B).Add((link.A, link.Kind == Relationship.Peer ? Relationship.Peer : Relationship.Provider));
        }

        return neighbours;

        List<(uint, Relationship)> Of(uint asn) =>
            neighbours.TryGetValue(asn, out var list) ? list : neighbours[asn] = [];
    }

    private readonly record struct Route(uint NextHop, int Length);
}
