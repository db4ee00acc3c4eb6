using System.Collections.Immutable;
using NearSource.Topology;

namespace NearSource.Routes;

/// <summary>
/// The graph in use with the trees it was asked for last, by destination: attacks on one target are planned again and again. For any number of
/// threads. A new graph comes with a new cache, so that no plan mixes two.
/// </summary>
public sealed class RouteCache
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Dictionary<int, LinkedListNode<RouteTree>> _known = [];
    private readonly LinkedList<RouteTree> _recent = [];
    private readonly Stack<RouteFinder> _idle = [];

    /// <param name="graph">The graph.</param>
    /// <param name="capacity">Most trees kept; one of the whole Internet takes half a megabyte.</param>
    public RouteCache(AsGraph graph, int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (Graph, _capacity) = (graph, capacity);
    }

    public AsGraph Graph { get; }

    /// <summary>How old the graph is: the older, the more a plan reckons with routes it does not tell. Zero: it is right as it is. Null: nobody knows.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>How far its age counts, 0..1: one of a year counts fully, as does one of unknown age.</summary>
    internal double Staleness => Math.Clamp((Age ?? Year) / Year, 0, 1);

    /// <summary>The tree to a destination; null when the graph does not know the AS.</summary>
    public RouteTree? To(uint asn)
    {
        var destination = Graph.IndexOf(asn);
        if (destination < 0)
            return null;
        lock (_lock)
            if (_known.TryGetValue(destination, out var node))
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value;
            }

        var tree = Find(destination, null);
        lock (_lock)
        {
            if (_known.TryGetValue(destination, out var meanwhile))
                return meanwhile.Value;
            _known[destination] = _recent.AddFirst(tree);
            if (_recent.Count > _capacity)
            {
                _known.Remove(_recent.Last!.Value.Destination);
                _recent.RemoveLast();
            }
        }

        return tree;
    }

    /// <summary>The tree with evidence of this moment, which is not kept.</summary>
    /// <param name="destination">An index of the graph.</param>
    /// <param name="evidence">What is known of the real routes; null where only the graph speaks.</param>
    /// <param name="from">The ASes whose routes are wanted; others may be without. Null: all.</param>
    public RouteTree Find(int destination, RouteEvidence? evidence, ImmutableArray<int>? from = null)
    {
        RouteFinder? finder;
        lock (_lock)
            _idle.TryPop(out finder);
        finder ??= new(Graph);
        var tree = finder.Find(destination, evidence, from);
        lock (_lock)
            if (_idle.Count < Environment.ProcessorCount)
                _idle.Push(finder);
        return tree;
    }
}
