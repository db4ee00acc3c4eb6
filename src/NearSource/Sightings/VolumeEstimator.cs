using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NearSource.Choice;
using NearSource.Routes;

namespace NearSource.Sightings;

/// <summary>
/// Estimates how much of the attack enters at each place where it is first seen. Traffic is counted where the most upstream member that answered takes
/// it in; what members further down the path say of the same traffic only bounds it and is never added.
/// For each such place two figures stand side by side: what the sources told by the asker and the routes predict, and what the member says.
/// - Where they agree within a figure's error, the prediction stays; else what is seen overrules it: the sources behind the place are scaled, and what
///   they cannot explain is a stream of its own that begins there.
/// - What a member says of itself is bounded by its ports, by the whole attack, and by the median of three: its own word, the next member's word, the prediction.
///   Where no next member says anything of it, and nothing measures it, a word far above the prediction is not heard: a word alone wins no place.
///   So one that lies, up or down, is outvoted wherever another looks at the same traffic, and flagged.
/// - What was expected at a place and not seen there took another way; where figures then add up to more than there is, all are cut alike.
/// - Sources that cross nobody who answered keep the asker's weights.
/// </summary>
/// <param name="measured">Members whose figures were measured: their word needs no other.</param>
internal sealed class VolumeEstimator(ChoiceInput input, SightingSet sightings, SeenRoutes routes, IReadOnlySet<string> measured)
{
    // Where traffic of a member that answered goes on to one that did not, by what is left of a graph a year old, it took another way in three of five cases: the likelier ways had been denied.
    private const double NotToSilent = 0.6;

    // Nobody errs by so much.
    internal const double Lying = 8;

    private readonly RouteTree _tree = routes.Tree;
    private readonly double _total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
    private readonly Dictionary<int, double> _factors = [];
    private readonly Onward _onward = new(routes);
    private readonly List<Doubt> _doubts = [];

    public SeenVolumes Estimate()
    {
        var shares = input.Sources.Select(s => _total > 0 ? s.Weight / _total : 0).ToArray();
        var (places, predicted, through) = Predict(shares);
        Weigh(through);
        var seen = Seen();
        DoubtSilent();
        var unseen = new double[shares.Length];
        for (var i = 0; i < shares.Length; i++)
            if (places[i] is { } place && seen.GetValueOrDefault(place) is var figure && predicted[place] > 0 && !Agree(predicted[place], figure, place))
            {
                var scaled = shares[i] / predicted[place] * figure;
                unseen[i] = Math.Max(0, shares[i] - scaled);
                shares[i] = scaled;
            }

        var beside = seen.Where(s => !(predicted.GetValueOrDefault(s.Key) > 0) && s.Value > 0).OrderBy(s => s.Key).Select(s => (At: Start(s.Key), Share: s.Value)).ToImmutableArray();

        // Figures that are off may add up to more than there is.
        var all = Math.Max(1, shares.Sum() + unseen.Sum() + beside.Sum(b => b.Share));
        return new([.. shares.Select(s => s / all)], [.. unseen.Select(u => u / all)], [.. beside.Select(b => b with { Share = b.Share / all })], _onward, [.. _doubts]);
    }

    /// <summary>Where each source's traffic would be seen first, and how much of all would be there and at every AS.</summary>
    private (Place?[] Places, Dictionary<Place, double> Predicted, double[] Through) Predict(double[] shares)
    {
        var places = new Place?[shares.Length];
        var predicted = new Dictionary<Place, double>();
        var through = new double[_tree.Graph.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            var asn = input.Sources[i].Asn;
            var at = _tree.Graph.IndexOf(asn);
            if (at < 0 && routes.Attached.TryGetValue(asn, out var by))
                (at, places[i]) = (by, Looks(by) ? new(asn, by) : null);
            if (at < 0 || !_tree.Reaches(at))
            {
                places[i] = null;
                continue;
            }

            if (places[i] is null)
                places[i] = First(at);
            if (places[i] is { } place)
                CollectionsMarshal.GetValueRefOrAddDefault(predicted, place, out _) += shares[i];
            for (; at != _tree.Destination; at = _tree.NextHop(at))
                through[at] += shares[i];
        }

        return (places, predicted, through);
    }

    /// <summary>The first place on the way from an AS where somebody who answered would see its traffic come in; its own network when it answered itself.</summary>
    private Place? First(int from)
    {
        if (Looks(from))
            return new(_tree.Graph.AsnAt(from), from);
        for (var at = from; at != _tree.Destination; at = _tree.NextHop(at))
            if (Looks(_tree.NextHop(at)))
                return new(_tree.Graph.AsnAt(at), _tree.NextHop(at));
        return null;
    }

    private bool Looks(int at) => routes.Looking.Contains(at);

    /// <summary>By how much each member's figures are corrected: the median of its own word, the next member's of it, and the prediction.</summary>
    private void Weigh(double[] through)
    {
        foreach (var (at, report) in routes.Answered.OrderBy(a => a.Key))
        {
            var own = report.Bps / sightings.VolumeBps;
            if (own <= 0)
                continue;
            var most = Math.Min(1, (report.PortBps ?? double.MaxValue) / sightings.VolumeBps);
            var next = _tree.NextHop(at);
            var figure = Math.Min(own, most);
            double? other = next >= 0 && routes.Answered.TryGetValue(next, out var below) && below != report
                ? below.Ingress.Where(i => i.Neighbour == _tree.Graph.AsnAt(at)).Sum(i => i.Bps) / sightings.VolumeBps
                : null;
            if (other is > 0)
                figure = Math.Min(most, Median(own, other.Value, through[at]));
            else if (!measured.Contains(report.Member) && through[at] > 0 && own > Lying * through[at])
                figure = Math.Min(most, through[at]);
            if (own > SightingSet.Agreeing * most)
                Doubted(new(report.Member, $"sees more than {(most < 1 ? "its ports can carry" : "the whole attack")}"));
            else if (other is > 0 && (own > Lying * figure || figure > Lying * own))
                Doubted(new(report.Member, string.Create(CultureInfo.InvariantCulture, $"says {own * 100:0.###} % of the attack where the next member and the routes say {figure * 100:0.###} %")) { ByWays = true });
            _factors[at] = figure / own;
        }
    }

    private void Doubted(Doubt doubt)
    {
        if (!_doubts.Exists(d => d.Member == doubt.Member && d.ByWays == doubt.ByWays))
            _doubts.Add(doubt);
    }

    /// <summary>What each place sees that nobody saw before.</summary>
    private Dictionary<Place, double> Seen()
    {
        var seen = new Dictionary<Place, double>();
        foreach (var (at, report) in routes.Answered.OrderBy(a => a.Key))
        {
            var factor = _factors.GetValueOrDefault(at, 1) / sightings.VolumeBps;
            foreach (var (neighbour, bps) in report.Ingress)
                CollectionsMarshal.GetValueRefOrAddDefault(seen, new(neighbour, at), out _) += bps * factor;
            CollectionsMarshal.GetValueRefOrAddDefault(seen, new(_tree.Graph.AsnAt(at), at), out _) += Math.Max(0, report.Bps - report.Ingress.Sum(i => i.Bps)) * factor;
        }

        // What an upstream member saw is in what the next one takes in: it is counted there already. Unless that is far too little: then it goes another way.
        foreach (var (step, counted) in Handed().OrderBy(h => h.Key))
        {
            var place = new Place(_tree.Graph.AsnAt(step), _tree.NextHop(step));
            var figure = seen.GetValueOrDefault(place);
            if (figure < counted && !Agree(counted, figure, place))
                _onward.Doubt(step, figure / counted);
            if (figure > 0)
                seen[place] = figure > SightingSet.Agreeing * counted ? figure - counted : 0;
        }

        return seen;
    }

    /// <summary>What members saw that answered, by the AS that hands it to the next of them.</summary>
    private Dictionary<int, double> Handed()
    {
        var handed = new Dictionary<int, double>();
        foreach (var (at, report) in routes.Answered.OrderBy(a => a.Key))
            for (var step = at; step >= 0 && step != _tree.Destination; step = _tree.NextHop(step))
                if (_tree.NextHop(step) is var next && Looks(next))
                {
                    if (routes.Answered[next] != report)
                        CollectionsMarshal.GetValueRefOrAddDefault(handed, step, out _) += report.Bps * _factors.GetValueOrDefault(at, 1) / sightings.VolumeBps;
                    break;
                }

        return handed;
    }

    /// <summary>Doubts that what members saw goes on to those that did not answer.</summary>
    private void DoubtSilent()
    {
        HashSet<int> silent = [.. _tree.Graph.Known(input.Contenders.SelectMany(c => c.Asns)).Where(i => !routes.Answered.ContainsKey(i))];
        foreach (var at in routes.Answered.Keys)
            if (silent.Contains(_tree.NextHop(at)))
                _onward.Doubt(at, 1 - (NotToSilent * input.Routes.Staleness));
    }

    private bool Agree(double predicted, double seen, Place place)
    {
        // A figure of few samples says little either way.
        var sampling = routes.Answered[place.At].Sampling;
        var slack = sightings.Slack(predicted, sampling);
        return seen <= predicted * slack && (seen * slack >= predicted || (seen <= 0 && sightings.Samples(predicted, sampling) < 3));
    }

    private int Start(Place place) => _tree.Graph.IndexOf(place.From) is >= 0 and var at && _tree.NextHop(at) == place.At ? at : place.At;

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Where traffic is seen first: coming in from a neighbour, or starting in the network itself.</summary>
    private readonly record struct Place(uint From, int At) : IComparable<Place>
    {
        public int CompareTo(Place other) => (From, At).CompareTo((other.From, other.At));
    }
}
