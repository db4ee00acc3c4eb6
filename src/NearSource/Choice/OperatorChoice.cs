using System.Collections.Immutable;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Sightings;

namespace NearSource.Choice;

/// <summary>Chooses whom to ask by where the attack's paths run (design, section 4, steps 2 and 3). Pure and deterministic.</summary>
public static class OperatorChoice
{
    private static readonly ChoiceResult Unrouted = new([], 0, 0, 0, 0, false);

    public static ChoiceResult Choose(ChoiceInput input)
    {
        if (input.Routes.To(input.Target) is not { } byGraph)
            return Unrouted;
        var routes = input.Sightings is { } set ? new RouteEstimator(input, set).Estimate(byGraph) : SeenRoutes.ByGraph(byGraph);
        var volumes = input.Sightings is { } sightings ? new VolumeEstimator(input, sightings, routes).Estimate() : null;
        var flows = FlowsOf(input, routes, volumes);
        var tally = Fresh();
        var (chosen, backstop) = LazyGreedy.Choose(tally, input.Contenders, input.Limits, Fresh);
        var done = new Tally(flows, input.Contenders, Aim.ByteHops, input.Limits);
        foreach (var contender in chosen)
            done.Take(contender);
        return new ChoiceResult(
            Assignment.Of(flows, input.Contenders, chosen, backstop),
            Sum(flows, f => flows.Crossings(f) is var (start, end) && end > start ? 1 : 0),
            done.Covered,
            done.Worth,
            Sum(flows, f => Nearest(flows, f, null) is >= 0 and var at ? flows.HopsLeft(at) : 0),
            true)
        {
            Doubts = volumes?.Doubts ?? [],
        };

        Tally Fresh() => new(flows, input.Contenders, input.Aim, input.Limits);
    }

    private static Flows FlowsOf(ChoiceInput input, SeenRoutes routes, SeenVolumes? volumes)
    {
        var tree = routes.Tree;
        var total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
        var graph = input.Routes.Graph;
        var sites = new Sites(graph, input.Contenders);
        var diversions = sites.Scrubbers.SelectMany(s => s.At, (s, at) => (s.Contender, Tree: input.Routes.To(graph.AsnAt(at))!)).ToList();
        var flows = new Flows();
        for (var i = 0; i < input.Sources.Length; i++)
        {
            var source = input.Sources[i];
            var at = graph.IndexOf(source.Asn);
            var beside = at < 0;
            if (beside)
                at = routes.Attached.GetValueOrDefault(source.Asn, -1);
            if (at < 0 || at == tree.Destination || !tree.Reaches(at) || total <= 0)
                continue;
            var hops = sites.Walk(tree, at, flows) + (beside ? 1 : 0);
            foreach (var (contender, detour) in diversions)
                if (detour.Reaches(at))
                    flows.Cross(contender, Math.Max(0, hops - detour.Hops(at)));
            flows.Add(i, volumes?.Shares[i] ?? (source.Weight / total), source.Sources, hops);
            if (volumes?.Unseen[i] is > 0 and var unseen && routes.Unseen.Reaches(at))
                flows.Add(i, unseen, source.Sources, sites.Walk(routes.Unseen, at, flows) + (beside ? 1 : 0));
        }

        foreach (var (at, share) in volumes?.Beside ?? [])
            if (at != tree.Destination && tree.Reaches(at))
                flows.Add(Flows.Unexplained, share, 0, sites.Walk(tree, at, flows));

        return flows;
    }

    /// <summary>The crossing where a stream is dropped first; -1 when it is not.</summary>
    internal static int Nearest(Flows flows, int flow, HashSet<int>? chosen)
    {
        var nearest = -1;
        for (var (i, end) = flows.Crossings(flow); i < end; i++)
            if ((chosen is null || chosen.Contains(flows.Contender(i))) && (nearest < 0 || flows.HopsLeft(i) > flows.HopsLeft(nearest)))
                nearest = i;
        return nearest;
    }

    private static double Sum(Flows flows, Func<int, double> part)
    {
        var sum = 0.0;
        for (var f = 0; f < flows.Count; f++)
            sum += flows.Weight(f) * part(f);
        return sum;
    }
}
