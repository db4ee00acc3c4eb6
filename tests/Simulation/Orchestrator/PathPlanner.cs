using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Planning;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Topology;
using Simulation.Askers;
using Simulation.World;

namespace Simulation.Orchestrator;

/// <summary>
/// The real planner on a small Internet, drawn anew whenever the map changes: two carriers at the top, the operators below or beside them, sources' networks below the
/// operators, the target's network below a carrier. What crosses an operator is what the newest map says.
/// </summary>
internal sealed class PathPlanner
{
    private const uint Target = 9, FirstOperator = 100, FirstSource = 200;

    private readonly SimulatedWorld _world;
    private readonly int _operators;
    private RouteCache _routes = null!;
    private int _map;

    public PathPlanner(SimulatedWorld world, int operators)
    {
        (_world, _operators) = (world, operators);
        Planner = new(View, NearSource.Planning.Planner.DefaultPolicy, ask: 3);
        Redraw();
    }

    public PlanningView View { get; } = new();

    public NearSourcePlanner Planner { get; }

    public static uint AsnOf(string @operator) => FirstOperator + uint.Parse(@operator.AsSpan(2), provider: null);

    /// <summary>Where the source with this number sends from; eight addresses each.</summary>
    public static Prefix Network(int source) => Prefix.Create((UInt128)(0xc6336400u + (uint)(source * 8)), 29, false);

    /// <summary>Another map of the Internet.</summary>
    public void Redraw()
    {
        List<AsLink> links = [Sells(1, Target), new(1, 2, AsRelation.Peers)];
        for (uint n = 1; n <= _operators; n++)
            links.Add(Sells(_world.Random.Next(2) == 0 || n == 1 ? 1 + (uint)_world.Random.Next(2) : FirstOperator + 1 + (uint)_world.Random.Next((int)n - 1), FirstOperator + n));
        for (uint s = 0; s < Asker.Networks; s++)
            links.Add(Sells(_world.Random.Next(5) == 0 ? 2 : FirstOperator + 1 + (uint)_world.Random.Next(_operators), FirstSource + s));
        View.Current = new()
        {
            Version = $"map {++_map}", Since = _world.Scheduler.Now, Routes = _routes = new(AsGraph.Of(links)),
            Origins = OriginTable.Of([.. Asker.Zones.Select(z => new Origin(z, Target)), .. Enumerable.Range(0, Asker.Networks).Select(s => new Origin(Network(s), FirstSource + (uint)s))]),
        };
    }

    private static AsLink Sells(uint provider, uint customer) => new(provider, customer, AsRelation.ProviderOfCustomer);

    /// <summary>Whether traffic of one of these sources crosses the operator.</summary>
    public bool Crosses(string @operator, IEnumerable<int> sources)
    {
        var tree = _routes.To(Target)!;
        var at = tree.Graph.IndexOf(AsnOf(@operator));
        foreach (var source in sources)
            for (var step = tree.Graph.IndexOf(FirstSource + (uint)source); step >= 0 && step != tree.Destination; step = tree.NextHop(step))
                if (step == at)
                    return true;
        return false;
    }
}
