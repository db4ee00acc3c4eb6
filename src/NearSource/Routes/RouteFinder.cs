using System.Collections.Immutable;
using NearSource.Topology;

namespace NearSource.Routes;

/// <summary>
/// Computes routing trees. Keeps its working memory, so that after the first tree of a graph no more is allocated; for one thread at a time.
/// Three passes of breadth-first search (customer routes climb from the destination, cross one peering, then all descend to customers): linear in the graph.
/// Most ASes have no customers, so that nobody learns a route from them: where few are asked about, they come last and only choose among their neighbours' routes.
/// </summary>
public sealed class RouteFinder
{
    private readonly AsGraph _graph;
    private readonly int[] _queue;
    private readonly int[] _order;
    private readonly bool[] _isStub;
    private int[] _starts = new int[64];

    // Not for a whole tree: their lists of peers are longer than those of whoever tells them something.
    private bool _stubsLast;

    public RouteFinder(AsGraph graph)
    {
        _graph = graph;
        (_queue, _order, _isStub) = (new int[graph.Count], new int[graph.Count], new bool[graph.Count]);
        for (var at = 0; at < graph.Count; at++)
            _isStub[at] = graph.Customers(at).IsEmpty;
    }

    /// <summary>The tree to a destination, as a new object.</summary>
    /// <param name="destination">An index of the graph.</param>
    /// <param name="evidence">What is known of the real routes; null where only the graph speaks.</param>
    /// <param name="from">The ASes whose routes are wanted; others may be without. Null: all.</param>
    public RouteTree Find(int destination, RouteEvidence? evidence = null, ImmutableArray<int>? from = null)
    {
        var tree = new RouteTree(_graph);
        Find(destination, tree, evidence, from);
        return tree;
    }

    /// <summary>The same into a tree of this graph, which is overwritten.</summary>
    public void Find(int destination, RouteTree tree, RouteEvidence? evidence = null) => Find(destination, tree, evidence, null);

    private void Find(int destination, RouteTree tree, RouteEvidence? evidence, ImmutableArray<int>? from)
    {
        if (tree.Graph != _graph)
            throw new ArgumentException("the tree is one of another graph", nameof(tree));
        tree.Destination = destination;
        Array.Fill(tree.Next, -1);
        Array.Fill(tree.Kinds, RouteKind.None);
        Array.Clear(tree.Lengths);
        Array.Clear(tree.Tied);
        tree.Kinds[destination] = RouteKind.Own;

        // Next hops that were seen may lead through ASes without customers.
        _stubsLast = from is not null && (evidence is null or { SeenCount: 0 });

        var climbed = Climb(tree, destination, evidence);
        var routed = Cross(tree, climbed, evidence);
        Descend(tree, routed, evidence);
        if (_stubsLast)
            foreach (var stub in from!.Value)
                if (_isStub[stub] && stub != destination && !Learn(tree, RouteKind.Peer, stub, _graph.Peers(stub), RouteKind.Customer, evidence))
                    Learn(tree, RouteKind.Provider, stub, _graph.Providers(stub), RouteKind.Provider, evidence);
    }

    /// <summary>An AS without customers takes the shortest of the routes that its neighbours have and tell it.</summary>
    /// <param name="told">The least preferred kind of route that neighbours of this sort tell.</param>
    private static bool Learn(RouteTree tree, RouteKind kind, int stub, ReadOnlySpan<int> neighbours, RouteKind told, RouteEvidence? evidence)
    {
        var (next, shortest, tied) = (-1, int.MaxValue, false);
        foreach (var from in neighbours)
        {
            // Ascending: of equals the first has the lowest number.
            if (tree.Kinds[from] > told || tree.Lengths[from] > shortest || (evidence is not null && !evidence.Allows(stub, from)))
                continue;
            tied = tree.Lengths[from] == shortest;
            if (!tied)
                (next, shortest) = (from, tree.Lengths[from]);
        }

        if (next < 0)
            return false;
        (tree.Kinds[stub], tree.Lengths[stub], tree.Next[stub], tree.Tied[stub]) = (kind, (ushort)(shortest + 1), next, tied);
        return true;
    }

    /// <summary>Providers learn from customers: breadth first, so that the first offer is a shortest one. Returns how many have a route then, in the queue in order of length.</summary>
    private int Climb(RouteTree tree, int destination, RouteEvidence? evidence)
    {
        _queue[0] = destination;
        var end = 1;
        for (var at = 0; at < end; at++)
        {
            var from = _queue[at];
            foreach (var to in _graph.Providers(from))
                if (evidence is null || evidence.Allows(to, from))
                    end = Offer(tree, RouteKind.Customer, from, to, end);
            if (evidence is not null)
                foreach (var (to, kind) in evidence.AddedAt(from))
                    if (kind == RouteKind.Customer)
                        end = Offer(tree, RouteKind.Customer, from, to, end);
        }

        return end;
    }

    private bool ComesLast(int index) => _stubsLast && _isStub[index];

    private int Offer(RouteTree tree, RouteKind kind, int from, int to, int end)
    {
        if (tree.Kinds[to] == RouteKind.None)
        {
            (tree.Kinds[to], tree.Lengths[to], tree.Next[to]) = (kind, (ushort)(tree.Lengths[from] + 1), from);
            _queue[end++] = to;
        }
        else if (tree.Kinds[to] == kind && tree.Lengths[to] == tree.Lengths[from] + 1)
        {
            tree.Tied[to] = true;
            tree.Next[to] = Math.Min(tree.Next[to], from);
        }

        return end;
    }

    /// <summary>Peers learn the destination's and customers' routes, one hop far. Those who have a customer route keep it.</summary>
    private int Cross(RouteTree tree, int climbed, RouteEvidence? evidence)
    {
        var end = climbed;
        for (var at = 0; at < climbed; at++)
        {
            var from = _queue[at];
            foreach (var to in _graph.Peers(from))
                if (!ComesLast(to) && (evidence is null || evidence.Allows(to, from)))
                    end = Offer(tree, RouteKind.Peer, from, to, end);
            if (evidence is not null)
                foreach (var (to, kind) in evidence.AddedAt(from))
                    if (kind == RouteKind.Peer)
                        end = Offer(tree, RouteKind.Peer, from, to, end);
        }

        return end;
    }

    /// <summary>Customers learn everything. Begins with all that have a route, in order of length, and so never looks at anybody twice.</summary>
    private void Descend(RouteTree tree, int routed, RouteEvidence? evidence)
    {
        ByLength(tree, routed);
        var (ahead, next, end) = (0, 0, 0);

        // Two queues in order of length: those routed before (_order), and those who learn from a provider (_queue, filled from the start again).
        while (ahead < routed || next < end)
        {
            var from = next == end || (ahead < routed && tree.Lengths[_order[ahead]] <= tree.Lengths[_queue[next]]) ? _order[ahead++] : _queue[next++];
            foreach (var to in _graph.Customers(from))
                if (!ComesLast(to) && (evidence is null || evidence.Allows(to, from)))
                    end = Offer(tree, RouteKind.Provider, from, to, end);
            if (evidence is not null)
                foreach (var (to, _) in evidence.AddedAt(from))
                    end = Offer(tree, RouteKind.Provider, from, to, end);
        }
    }

    private void ByLength(RouteTree tree, int routed)
    {
        var longest = 0;
        for (var i = 0; i < routed; i++)
            longest = Math.Max(longest, tree.Lengths[_queue[i]]);
        if (_starts.Length < longest + 2)
            _starts = new int[longest + 2];
        Array.Clear(_starts);
        for (var i = 0; i < routed; i++)
            _starts[tree.Lengths[_queue[i]] + 1]++;
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] += _starts[i - 1];
        for (var i = 0; i < routed; i++)
            _order[_starts[tree.Lengths[_queue[i]]]++] = _queue[i];
    }
}
