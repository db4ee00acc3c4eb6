using NearSource.Topology;

namespace NearSource.Routes;

/// <summary>
/// How every AS reaches one destination, by the graph: the next hop by kind of route (customer before peer before provider), then by length, then
/// by lowest AS number (Gao and Rexford's model). Indices are the graph's.
/// </summary>
public sealed class RouteTree
{
    internal RouteTree(AsGraph graph)
    {
        Graph = graph;
        (Next, Lengths, Kinds, Tied) = (new int[graph.Count], new ushort[graph.Count], new RouteKind[graph.Count], new bool[graph.Count]);
    }

    /// <summary>The graph it follows.</summary>
    public AsGraph Graph { get; }

    /// <summary>The destination's index.</summary>
    public int Destination { get; internal set; } = -1;

    internal int[] Next { get; }

    internal ushort[] Lengths { get; }

    internal RouteKind[] Kinds { get; }

    internal bool[] Tied { get; }

    /// <summary>Whether a path to the destination is known.</summary>
    public bool Reaches(int index) => Kinds[index] != RouteKind.None;

    /// <summary>The next hop; -1 at the destination and where there is no path.</summary>
    public int NextHop(int index) => Next[index];

    /// <summary>AS hops to the destination; 0 at it, and where there is no path.</summary>
    public int Hops(int index) => Lengths[index];

    /// <summary>What kind of route it is.</summary>
    public RouteKind Kind(int index) => Kinds[index];

    /// <summary>Whether another next hop is as good but for its number: then it is less sure that the traffic goes this way.</summary>
    public bool IsTied(int index) => Tied[index];
}
