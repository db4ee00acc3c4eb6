using System.Collections.Immutable;
using NearSource.Choice;
using NearSource.Routes;
using NearSource.Topology;

namespace NearSource.Sightings;

/// <summary>
/// Corrects the graph's routes to a target by what members see of the attack. The routes to one destination are a tree: an AS has one next hop. So
/// 1. a member that takes traffic in from a neighbour shows that neighbour's next hop, however little it saw;
/// 2. who has traffic hands it to somebody: not to a member that answered and does not name it. A member that sees traffic has some, and so has an AS
///    in which enough of the attack starts, or in whose customers of no other provider;
/// 3. a member that sees traffic and has no way left in the graph has one the graph does not know: it is put next to the target;
/// 4. everybody else is routed anew by the graph around what is known, and 2 and 3 are looked at again, until nothing changes.
/// How much a member says it sees changes no route: a lie about volumes gains nothing here. What nobody who answered would see stays as the graph has it.
/// </summary>
internal sealed class RouteEstimator(ChoiceInput input, SightingSet sightings)
{
    // With so many samples expected, none at all is seen by chance once in a hundred and fifty times, also where a third is missing from the figure.
    private const double Telling = 7.5;
    private const int MostRounds = 12;

    private readonly AsGraph _graph = input.Routes.Graph;
    private readonly RouteEvidence _evidence = new();
    private readonly Dictionary<uint, int> _attached = [];
    private readonly SortedDictionary<int, double> _captive = Captive(input);

    /// <summary>Members that answered, by AS.</summary>
    private readonly Dictionary<int, Sighting> _answered = [];

    /// <summary>Those of them that tell where traffic comes in, if it does.</summary>
    private readonly HashSet<int> _looking = [];

    /// <summary>What starts in each AS, as a share of the attack.</summary>
    private readonly Dictionary<uint, double> _told = Calibration.Told(input);

    public SeenRoutes Estimate(RouteTree byGraph)
    {
        var contenders = input.Contenders.DistinctBy(c => c.Id, StringComparer.Ordinal).ToDictionary(c => c.Id, StringComparer.Ordinal);
        var claims = new List<(uint Neighbour, int At, double Bps)>();
        foreach (var report in sightings.Reports.DistinctBy(r => r.Member, StringComparer.Ordinal))
            if (contenders.TryGetValue(report.Member, out var contender))
                Hear(report, _graph.Known(contender.Asns), claims);
        See(claims, byGraph);

        var tree = input.Routes.Find(byGraph.Destination, _evidence);
        for (var round = 0; round < MostRounds && (Miss(tree) || Reconnect(tree)); round++)
            tree = input.Routes.Find(byGraph.Destination, _evidence);
        foreach (var at in _looking)
            _evidence.Close(at);
        return new(tree, input.Routes.Find(byGraph.Destination, _evidence), byGraph, _attached, _answered, _looking);
    }

    private void Hear(Sighting report, ImmutableArray<int> at, List<(uint Neighbour, int At, double Bps)> claims)
    {
        foreach (var index in at)
            if (_answered.TryAdd(index, report) && TellsIngress(report, at))
                _looking.Add(index);
        if (at.IsEmpty)
            return;
        foreach (var ingress in report.Ingress)
        {
            var neighbour = _graph.IndexOf(ingress.Neighbour);
            if (ingress.Bps > 0 && !at.Contains(neighbour))
                claims.Add((ingress.Neighbour, at.FirstOrDefault(i => neighbour >= 0 && _graph.AreNeighbours(i, neighbour), at[0]), ingress.Bps));
        }
    }

    /// <summary>Who names no neighbour either does not say, or nothing comes in: it sees nothing at all, or no more than starts in its own networks.</summary>
    private bool TellsIngress(Sighting report, ImmutableArray<int> at)
    {
        if (!report.Seen || !report.Ingress.IsEmpty)
            return true;
        var own = at.Sum(i => _told.GetValueOrDefault(_graph.AsnAt(i)));
        return report.Bps / sightings.VolumeBps <= own * sightings.Slack(own, report.Sampling);
    }

    /// <summary>One next hop for each neighbour that was named: where several name it, the one the graph knows as its neighbour, then the one that sees most of it.</summary>
    private void See(List<(uint Neighbour, int At, double Bps)> claims, RouteTree byGraph)
    {
        foreach (var same in claims.GroupBy(c => c.Neighbour))
        {
            var from = _graph.IndexOf(same.Key);
            var best = same.OrderByDescending(c => from >= 0 && _graph.AreNeighbours(from, c.At)).ThenByDescending(c => c.Bps).ThenBy(c => c.At).First();
            if (from < 0)
                _attached[same.Key] = best.At;
            else if (from != byGraph.Destination)
                _evidence.Seen(from, best.At, Kind(from, best.At));
        }
    }

    /// <summary>What the neighbour is to the AS; where the graph does not know, whoever has far more neighbours is the provider.</summary>
    private RouteKind Kind(int from, int to)
    {
        if (_graph.Providers(from).BinarySearch(to) >= 0)
            return RouteKind.Provider;
        if (_graph.Customers(from).BinarySearch(to) >= 0)
            return RouteKind.Customer;
        if (_graph.Peers(from).BinarySearch(to) >= 0)
            return RouteKind.Peer;
        var (own, other) = (_graph.Degree(from), _graph.Degree(to));
        return other > 10 * own ? RouteKind.Provider : own > 10 * other ? RouteKind.Customer : RouteKind.Peer;
    }

    /// <summary>Notes links that should carry what a member sees and carry none; false when there is no new one.</summary>
    private bool Miss(RouteTree tree)
    {
        var any = false;
        foreach (var (from, report) in _answered.OrderBy(a => a.Key))
            if (tree.NextHop(from) is >= 0 and var to && _evidence.SeenAt(from) != to
                && _looking.Contains(to) && _answered[to] is var other && other != report
                && sightings.Samples(report.Bps / sightings.VolumeBps, other.Sampling) >= Telling)
                any |= _evidence.Absent(from, to);

        foreach (var (from, share) in _captive)
            if (!_answered.ContainsKey(from) && tree.NextHop(from) is >= 0 and var to && _evidence.SeenAt(from) != to
                && _looking.Contains(to) && sightings.Samples(share, _answered[to].Sampling) >= Telling)
                any |= _evidence.Absent(from, to);
        return any;
    }

    /// <summary>What surely passes an AS: what starts in it, and what starts in networks that have no other neighbour.</summary>
    private static SortedDictionary<int, double> Captive(ChoiceInput input)
    {
        var (graph, captive) = (input.Routes.Graph, new SortedDictionary<int, double>());
        var total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
        foreach (var (asn, weight, _) in input.Sources)
        {
            var at = graph.IndexOf(asn);
            if (at < 0)
                continue;
            captive[at] = captive.GetValueOrDefault(at) + (weight / total);
            if (graph.Providers(at) is [var only] && graph.Degree(at) == 1)
                captive[only] = captive.GetValueOrDefault(only) + (weight / total);
        }

        return captive;
    }

    /// <summary>Gives the member that sees most of all those without a way one straight to the target; false when there is none.</summary>
    private bool Reconnect(RouteTree tree)
    {
        var lost = _answered.Where(a => !tree.Reaches(a.Key) && sightings.Samples(a.Value.Bps / sightings.VolumeBps, a.Value.Sampling) >= Telling)
            .OrderByDescending(a => a.Value.Bps).ThenBy(a => a.Key).Select(a => a.Key).ToList();
        if (lost.Count == 0)
            return false;

        // Down the next hops that were seen: who stands last knows the way. Members that name each other in a circle: the first of them.
        var (at, passed) = (lost[0], new HashSet<int>());
        while (passed.Add(at) && _evidence.SeenAt(at) is >= 0 and var next)
            at = next;
        _evidence.Seen(at, tree.Destination, Kind(at, tree.Destination));
        return true;
    }
}
