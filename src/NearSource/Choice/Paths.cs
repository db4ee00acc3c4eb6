using System.Collections.Immutable;
using NearSource.Routes;
using NearSource.Sightings;

namespace NearSource.Choice;

/// <summary>An attack's streams on the routes to its target, and what operators on them achieve.</summary>
internal sealed class Paths
{
    // Of streams that are followed to their end.
    private static readonly (int Until, double Part)[] Whole = [(0, 1)];

    private readonly ChoiceInput _input;
    private readonly Flows _flows;
    private readonly Aim _aim;
    private readonly ImmutableArray<Doubt> _doubts;

    private Paths(ChoiceInput input, Flows flows, Aim aim, ImmutableArray<Doubt> doubts) => (_input, _flows, _aim, _doubts) = (input, flows, aim, doubts);

    /// <summary>Null where the graph does not know the target.</summary>
    public static Paths? Of(ChoiceInput input)
    {
        if (input.Routes.To(input.Target) is not { } byGraph)
            return null;
        if (input.Sightings is not { } sightings || !sightings.Reports.Any(r => input.Contenders.Any(c => c.Id == r.Member)))
            return new(input, FlowsOf(input, SeenRoutes.ByGraph(byGraph), null, input.Hedged), input.Aim, []);

        var calibration = new Calibration(input, sightings);
        var (corrected, off) = calibration.Correct();
        var routes = new RouteEstimator(input, corrected).Estimate(byGraph);
        var volumes = new VolumeEstimator(input, corrected, routes, calibration.MeasuredMembers).Estimate();
        return new(input, FlowsOf(input, routes, volumes, hedged: false), input.Aim.OfSeen(input.Routes.Staleness), Justified(input, byGraph, [.. off.Concat(volumes.Doubts)]));
    }

    /// <summary>
    /// Without those that stand, by the graph, on ways to lighter targets only, and only because they do not see what goes to the heaviest. The ways as they are seen would
    /// put each of them before the heaviest, since what it sees is taken to go there.
    /// </summary>
    private static ImmutableArray<Doubt> Justified(ChoiceInput input, RouteTree heaviest, ImmutableArray<Doubt> doubts)
    {
        if (!input.OtherTargets.IsEmpty && doubts.Any(d => d.ByWays))
        {
            var others = OnWays(input, [.. input.OtherTargets.Select(t => input.Routes.To(t.Asn)).OfType<RouteTree>()]);
            others.ExceptWith(OnWays(input, [heaviest]));
            doubts = doubts.RemoveAll(d => d.ByWays && others.Contains(d.Member));
        }

        return [.. doubts.DistinctBy(d => d.Member)];
    }

    /// <summary>Contenders that what comes from any source crosses.</summary>
    private static HashSet<string> OnWays(ChoiceInput input, ImmutableArray<RouteTree> trees)
    {
        var (graph, crossed) = (input.Routes.Graph, new HashSet<int>());
        foreach (var tree in trees)
            foreach (var source in graph.Known(input.Sources.Select(s => s.Asn)).Where(tree.Reaches))
                for (var at = source; at != tree.Destination; at = tree.NextHop(at))
                    crossed.Add(at);
        return input.Contenders.Where(c => graph.Known(c.Asns).Any(crossed.Contains)).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether no stream of it is known.</summary>
    public bool IsEmpty => _flows.Count == 0;

    /// <summary>Whom to ask within these limits.</summary>
    public ChoiceResult Choose(Limits limits)
    {
        var (chosen, backstop) = LazyGreedy.Choose(Fresh(_aim), _input.Contenders, limits, () => Fresh(_aim));
        return Result(chosen, backstop);
    }

    private Tally Fresh(Aim aim) => new(_flows, _input.Contenders, aim, _input.Limits);

    /// <summary>What these are expected to do, by positions in the input, whoever chose them.</summary>
    public ChoiceResult Result(ImmutableArray<int> chosen, int? backstop)
    {
        var done = Fresh(Aim.ByteHops);
        foreach (var contender in chosen)
            done.Take(contender);

        // Sums of many shares may end a hair above the whole.
        return new(
            Assignment.Of(_flows, _input.Contenders, chosen, backstop),
            Math.Min(1, Sum(_flows, f => _flows.Crossings(f) is var (start, end) && end > start ? 1 : 0)),
            Math.Min(1, done.Covered),
            done.Worth,
            Sum(_flows, f => Nearest(_flows, f, null) is >= 0 and var at ? _flows.HopsLeft(at) : 0),
            true)
        {
            Doubts = _doubts,
        };
    }

    private static Flows FlowsOf(ChoiceInput input, SeenRoutes routes, SeenVolumes? volumes, bool hedged)
    {
        var total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
        var graph = input.Routes.Graph;
        var sites = new Sites(graph, input.Contenders);
        var diversions = sites.Scrubbers.SelectMany(s => s.At, (s, at) => (s.Contender, Tree: input.Routes.To(graph.AsnAt(at))!)).ToList();
        var ways = Ways(input, routes.Tree, hedged);
        var main = ways[0];
        var flows = new Flows();
        for (var i = 0; i < input.Sources.Length; i++)
        {
            var source = input.Sources[i];
            var at = graph.IndexOf(source.Asn);
            var beside = at < 0;
            if (beside)
                at = routes.Attached.GetValueOrDefault(source.Asn, -1);
            if (at < 0 || total <= 0)
                continue;

            // What was not seen on its way to the heaviest target is part of the attack on the others all the same.
            var (share, unseen) = volumes is null ? (source.Weight / total, 0) : (volumes.Shares[i], volumes.Unseen[i]);
            foreach (var to in ways)
            {
                if (at == to.Tree.Destination || !to.Tree.Reaches(at))
                    continue;
                var (whole, left) = ((ReferenceEquals(to, main) ? share : share + unseen) * to.Share, 1.0);
                foreach (var other in to.Alternatives?.From(at) ?? [])
                {
                    Add(other, whole * to.Alternatives!.Weight);
                    left -= to.Alternatives.Weight;
                }

                foreach (var (until, part) in to == main ? volumes?.Onward.From(at) ?? Whole : Whole)
                    Add(to.Tree, whole * left * part, until);
            }

            void Add(RouteTree way, double weight, int until = 0)
            {
                var hops = sites.Walk(way, at, flows, until: until) + (beside ? 1 : 0);
                foreach (var (contender, detour) in diversions)
                    if (detour.Reaches(at))
                        flows.Cross(contender, Math.Max(0, hops - detour.Hops(at)));
                flows.Add(i, weight, source.Sources, hops);
            }

            if (unseen <= 0 || at == main.Tree.Destination || !main.Tree.Reaches(at))
                continue;

            // Nobody knows which way it took instead: half each for the way around all who looked, and for those on the graph's way who did not answer.
            var half = unseen * main.Share / 2;
            if (routes.Unseen.Reaches(at))
                flows.Add(i, half, source.Sources, sites.Walk(routes.Unseen, at, flows) + (beside ? 1 : 0));
            if (routes.Graph.Reaches(at))
                flows.Add(i, half, source.Sources, sites.Walk(routes.Graph, at, flows, routes.Answered.ContainsKey) + (beside ? 1 : 0));
        }

        foreach (var (at, share) in volumes?.Beside ?? [])
            foreach (var to in ways)
                if (at != to.Tree.Destination && to.Tree.Reaches(at))
                    foreach (var (until, part) in to == main ? volumes!.Onward.From(at) : Whole)
                        flows.Add(Flows.Unexplained, share * to.Share * part, 0, sites.Walk(to.Tree, at, flows, until: until));

        return flows;
    }

    /// <summary>
    /// The routes to each of the targets' ASes, the heaviest first: to that as they are seen, to the others by the graph. Only those to the heaviest are hedged, which takes as
    /// long as four further targets.
    /// </summary>
    private static Way[] Ways(ChoiceInput input, RouteTree seen, bool hedged) =>
    [
        new(seen, hedged ? RouteAlternatives.Of(input.Routes, seen, input.Routes.Graph.Known(input.Sources.Select(s => s.Asn))) : null, 1 - input.OtherTargets.Sum(t => t.Share)),
        .. input.OtherTargets.Select(t => (Tree: input.Routes.To(t.Asn), t.Share)).Where(t => t.Tree is not null).Select(t => new Way(t.Tree!, null, t.Share)),
    ];

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

    /// <param name="Share">Part of the attack that goes there.</param>
    private sealed record Way(RouteTree Tree, RouteAlternatives? Alternatives, double Share);
}
