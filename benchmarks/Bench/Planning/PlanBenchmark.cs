using System.Collections.Immutable;
using System.Diagnostics;
using Bench.World;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>What a plan costs once graph and origins are loaded: from the request to everybody's order. Every plan is for another target, so that its routing tree is computed.</summary>
internal sealed class PlanBenchmark : IBenchmark
{
    private const int Sources = 45_000;
    private const int Members = 1_000;
    private const double GoalMilliseconds = 100;
    private const double GoalManyMilliseconds = 250;

    // The compiler is at rest after so many.
    private const int WarmUp = 20;

    public string Name => "plan";

    public string Summary => "milliseconds of a plan of 45,000 sources, the Internet's ASes and 1,000 members, beside one routing tree; options: --rounds N (15)";

    public Task<int> Run(string[] args)
    {
        AttackAndWorld world;
        try
        {
            world = new();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Console.Error.WriteLine($"plan: {e.Message}");
            return Task.FromResult(2);
        }

        var rounds = Options.Number(args, "--rounds", 15);
        var tree = world.Tree(rounds);
        using (var program = world.Real ? ReferenceProgram.Build() : null)
        {
            var reference = program?.TreeMilliseconds(world.Graph, world.Victims);
            Report.Figure("plan.tree", tree, "ms-cpu", reference, reference is null ? null : 2, ofRatio: true);
        }

        Report.Figure("plan.members1000", world.Plan(rounds, Sources, Members, world.Graph, direct: false), "ms-cpu", tree, GoalMilliseconds);
        Report.Figure("plan.members1000.direct", world.Plan(rounds, Sources, Members, world.Graph, direct: true), "ms-cpu", tree, GoalMilliseconds);
        Report.Figure("plan.members5000", world.Plan(rounds, Sources, 5 * Members, world.Graph, direct: false), "ms-cpu", tree, GoalManyMilliseconds);
        foreach (var times in (int[])[1, 2, 4])
        {
            Report.Figure($"plan.sources.x{times}", world.Plan(rounds, Sources / 2 * times, Members, world.Graph, direct: false), "ms-cpu", tree);
            Report.Figure($"plan.members.x{times}", world.Plan(rounds, Sources, Members / 2 * times, world.Graph, direct: false), "ms-cpu", tree);
            Report.Figure($"plan.ases.x{times}", world.Plan(rounds, Sources, Members, world.Core(times / 4.0), direct: false), "ms-cpu", tree);
        }

        Report.Figure("plan.origins", world.LookUps(), "million/s-cpu", null, 5, higherIsBetter: true);
        return Task.FromResult(0);
    }

    /// <summary>The Internet, a botnet and members with the most neighbours.</summary>
    private sealed class AttackAndWorld
    {
        private readonly OriginTable _origins;
        private readonly ImmutableArray<AttackSource> _sources;
        private readonly Dictionary<uint, Prefix> _prefix = [];
        private readonly ImmutableArray<uint> _members;

        public AttackAndWorld()
        {
            var set = EvaluationSet.Find("plan");
            (Real, Graph, _origins, _sources) = (set.Real, set.Right, set.Origins.Value, set.Sources.Value);
            foreach (var origin in _origins.Announced)
                if (origin.Prefix.IsIPv4)
                    _prefix.TryAdd(origin.Asn, origin.Prefix);
            Victims = [.. set.Victims.Where(_prefix.ContainsKey)];
            _members = [.. Enumerable.Range(0, Graph.Count).OrderByDescending(Graph.Degree).ThenBy(i => i).Select(Graph.AsnAt).Where(a => !Victims.Contains(a))];
        }

        /// <summary>Whether the data are real.</summary>
        public bool Real { get; }

        public AsGraph Graph { get; }

        public ImmutableArray<uint> Victims { get; }

        public AsGraph Core(double part)
        {
            if (part >= 1)
                return Graph;
            HashSet<uint> kept = [.. _members.Take((int)(Graph.Count * part)), .. Victims];
            return AsGraph.Of(Graph.Links.Where(l => kept.Contains(l.First) && kept.Contains(l.Second)));
        }

        public double Tree(int rounds)
        {
            var finder = new RouteFinder(Graph);
            var tree = finder.Find(0);
            return Median(rounds, i => finder.Find(Graph.IndexOf(Victims[i % Victims.Length]), tree));
        }

        public double Plan(int rounds, int sources, int members, AsGraph graph, bool direct)
        {
            var routes = new RouteCache(graph, 1);
            var input = new PlanInput
            {
                Signature = new() { Destinations = [default] },
                Asker = "asker",
                Sources = _sources[..Math.Min(sources, _sources.Length)],
                Candidates = [.. _members.Take(members).Select(asn => new Candidate($"as{asn}", OperatorKind.OnPath, [asn], null, null, null, [Countermeasure.Mitigation], IpVersions.Both, 0, [], true))],
                Origins = _origins,
                Routes = routes,
            };
            return Median(rounds, i =>
            {
                var target = Prefix.Create(_prefix[Victims[i % Victims.Length]].Bits, 32, v6: false);
                var match = direct ? new TrafficMatch { Destinations = [target] } : new TrafficMatch { Destinations = [target], Protocols = [17], SourcePorts = [new(53, 53)] };
                if (Planner.Plan(input with { Signature = match }).Plan is null)
                    throw new InvalidOperationException("there is no plan");
            });
        }

        public double LookUps()
        {
            const int count = 2_000_000;
            var found = 0;
            var milliseconds = Median(5, _ =>
            {
                for (var i = 0; i < count; i++)
                    found += _origins.Find(_sources[i % _sources.Length].Prefix).Asns.Length;
            });
            return found == 0 ? 0 : count / milliseconds / 1000;
        }

        // Processor time: other work on the machine must not look like growth.
        private static double Median(int rounds, Action<int> round)
        {
            for (var i = 0; i < WarmUp; i++)
                round(i);
            var times = new double[rounds];
            for (var i = 0; i < rounds; i++)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                round(i + WarmUp);
                times[i] = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
            }

            Array.Sort(times);
            return times[rounds / 2];
        }
    }
}
