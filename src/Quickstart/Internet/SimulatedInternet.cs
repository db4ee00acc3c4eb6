using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Topology;

namespace Quickstart.Internet;

/// <summary>
/// The Internet of a scenario: who is linked to whom, and who originates which addresses. The simulated network forwards by it, and the orchestrator plans by the
/// same, so that what a plan promises can be held against what is dropped. Immutable.
/// </summary>
public sealed class SimulatedInternet
{
    private readonly Lazy<OwnSpace> _space;

    /// <param name="name">Where it is from, for people.</param>
    public SimulatedInternet(string name, AsGraph graph, OriginTable origins)
    {
        (Name, Graph, Origins, Routes) = (name, graph, origins, new RouteCache(graph) { Age = TimeSpan.Zero });
        _space = new(() => OwnSpace.Of(origins));
    }

    public string Name { get; }

    public AsGraph Graph { get; }

    public OriginTable Origins { get; }

    /// <summary>How networks reach each other: valley-free, customer before peer before provider, then the shortest.</summary>
    public RouteCache Routes { get; }

    /// <summary>What each network announces of its own.</summary>
    internal OwnSpace Space => _space.Value;

    /// <summary>The AS an address belongs to: the first origin of the longest match that the graph knows; null when there is none.</summary>
    public uint? HomeOf(Prefix address)
    {
        foreach (var asn in Origins.Find(address).Asns)
            if (Graph.IndexOf(asn) >= 0)
                return asn;
        return null;
    }

    /// <summary>The AS path from one to the other, both included; empty when there is none.</summary>
    public ImmutableArray<uint> Path(uint from, uint to)
    {
        var at = Graph.IndexOf(from);
        if (at < 0 || Routes.To(to) is not { } tree || !tree.Reaches(at))
            return [];
        var path = ImmutableArray.CreateBuilder<uint>();
        for (; at >= 0; at = tree.NextHop(at))
            path.Add(Graph.AsnAt(at));
        return path.ToImmutable();
    }
}
