using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NearSource.Choice;

namespace NearSource.Sightings;

/// <summary>
/// By how much each member's figures are off, all of them alike: a wrong sampling rate, or a lie. The measure is what the asker told of the sources in
/// networks that carry nobody else's traffic: such a neighbour hands a member just what starts in it. Several neighbours of which a member says the
/// same multiple show that the multiple is the member's.
/// Figures are divided by it, and samples with them: whoever says a hundredth counts as sampling a hundred times coarser, so that what it does not
/// name is no proof of another way. Where there are enough such neighbours, the result does not depend on the multiple: a member that multiplies all
/// its figures by the same gains and loses nothing, and nobody else does.
/// With too few such neighbours a member has its own word only, which <see cref="VolumeEstimator"/> then holds against others' and the routes.
/// </summary>
internal sealed class Calibration(ChoiceInput input, SightingSet sightings)
{
    // The asker, or the graph, may be wrong about one: however far it is off, it speaks against a multiple only so much, and it takes two to show a lie.
    private const double Wrong = 0.02;
    private const double MostSamples = 50;
    private const int MostNeighbours = 60;

    // One sample, of which a third is missing.
    private const double LeastTaken = 0.5;
    private const double Tiny = 1e-6;

    // Figures of who is honest are off by a fifth or so; one in thirty may be off by anything, downwards rather by less than by more: of few samples both would do.
    private const double Spread = 0.2;
    private const double Odd = 0.03;
    private const double Range = 8;
    private const double Coarse = 0.25;
    private const double Fine = 0.025;

    // With fewer samples expected, or of fewer networks, a member's word is its own.
    private const double Measured = 3;
    private const int FewestMeasured = 3;

    // Who is so sure that its multiple says something of the asker's own figures.
    private const double Sure = 10;
    private const int FewestSure = 5;

    private readonly Dictionary<uint, double> _told = Told(input);

    /// <summary>Members of whom enough is known: all others have only their own word.</summary>
    public HashSet<string> MeasuredMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>The reports as they would be were nobody's figures off, and who is off by more than anybody errs.</summary>
    public (SightingSet Set, ImmutableArray<Doubt> Doubts) Correct()
    {
        if (_told.Count == 0 || !(sightings.VolumeBps > 0))
            return (sightings, []);
        var members = input.Contenders.DistinctBy(c => c.Id, StringComparer.Ordinal).ToDictionary(c => c.Id, c => c.Asns, StringComparer.Ordinal);
        var measured = sightings.Reports.DistinctBy(r => r.Member, StringComparer.Ordinal)
            .Select(r => (Report: r, Off: r.Seen && members.TryGetValue(r.Member, out var asns) ? Measure(r, asns) : null)).ToList();

        // A full link shows the asker less than comes, or it told some of the sources only: then everybody is off by the same, and nobody is to blame.
        var sure = measured.Where(m => m.Off is { Samples: >= Sure }).Select(m => m.Off!.Value.Log).Order().ToList();
        var common = sure.Count >= FewestSure ? sure[sure.Count / 2] : 0;
        var doubts = measured.Where(m => m.Off is { } off && Math.Abs(off.Log - common) > Math.Log(VolumeEstimator.Lying))
            .Select(m => new Doubt(m.Report.Member, string.Create(CultureInfo.InvariantCulture, $"says {Math.Exp(m.Off!.Value.Log - common):0.###} times what networks behind it can send")) { ByWays = m.Off.Value.Log < common });
        return (sightings with { VolumeBps = sightings.VolumeBps * Math.Exp(common), Reports = [.. measured.Select(m => m.Off is { } off ? Scaled(m.Report, Math.Exp(common - off.Log)) : m.Report)] }, [.. doubts]);
    }

    private static Sighting Scaled(Sighting report, double factor) => report with
    {
        Bps = report.Bps * factor,
        Ingress = [.. report.Ingress.Select(i => i with { Bps = i.Bps * factor })],
        Sampling = (int)Math.Clamp(report.Sampling * factor, 1, int.MaxValue),
    };

    /// <summary>Shares of the attack that start in each AS, as the asker told.</summary>
    internal static Dictionary<uint, double> Told(ChoiceInput input)
    {
        var (told, total) = (new Dictionary<uint, double>(), input.Sources.Sum(s => s.Weight) + input.Unmapped);
        foreach (var (asn, weight, _) in input.Sources)
            if (weight > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(told, asn, out _) += weight / total;
        return told;
    }

    /// <summary>The logarithm of the multiple, and how many samples tell of it; null when nobody does.</summary>
    private (double Log, double Samples)? Measure(Sighting report, ImmutableArray<uint> asns)
    {
        var graph = input.Routes.Graph;
        var known = graph.Known(asns);
        var facts = new List<Fact>();
        HashSet<uint> named = [];
        foreach (var (neighbour, bps) in report.Ingress)
            if (named.Add(neighbour) && bps > 0 && graph.IndexOf(neighbour) is >= 0 and var at && graph.Customers(at).IsEmpty && _told.TryGetValue(neighbour, out var share))
                facts.Add(Fact.Of(sightings.Samples(share, report.Sampling), sightings.Samples(bps / sightings.VolumeBps, report.Sampling), sampled: !IsCaptive(at, known)));

        // Also those it does not name though they have no other way, and what starts in its own networks.
        foreach (var at in known)
            foreach (var customer in graph.Customers(at))
                if (IsCaptive(customer, known) && _told.TryGetValue(graph.AsnAt(customer), out var share) && named.Add(graph.AsnAt(customer)))
                    facts.Add(Fact.Of(sightings.Samples(share, report.Sampling), 0, sampled: false));
        facts.Sort();
        if (facts.Count > MostNeighbours)
            facts.RemoveRange(MostNeighbours, facts.Count - MostNeighbours);
        if (asns.Distinct().Sum(a => _told.GetValueOrDefault(a)) is > 0 and var own)
        {
            var inside = Math.Max(0, report.Bps - report.Ingress.Sum(i => i.Bps));
            facts.Add(Fact.Of(sightings.Samples(own, report.Sampling), sightings.Samples(inside / sightings.VolumeBps, report.Sampling), sampled: false));
        }

        if (facts.Count == 0)
            return null;
        var about = Likeliest(facts, -Range, Range, Coarse);
        if (facts.Count >= FewestMeasured && facts.Sum(f => f.Expected) >= Measured)
            MeasuredMembers.Add(report.Member);
        return (Likeliest(facts, about - Coarse, about + Coarse, Fine), facts.Sum(f => f.Expected));
    }

    private bool IsCaptive(int at, ImmutableArray<int> member) => input.Routes.Graph.Providers(at) is [var only] && input.Routes.Graph.Degree(at) == 1 && member.Contains(only);

    private static double Likeliest(List<Fact> facts, double from, double to, double step)
    {
        var (likeliest, best) = (0.0, double.NegativeInfinity);
        for (var log = from; log <= to + (step / 2); log += step)
        {
            var multiple = Math.Exp(log);
            var likelihood = Math.Log(((1 - Odd) / (Spread * Math.Sqrt(2 * Math.PI)) * Math.Exp(-log * log / (2 * Spread * Spread))) + (Odd * (log < 0 ? 0.5 * Math.Exp(log) : 0.5 / Range)));
            foreach (var fact in facts)
                likelihood += fact.Likelihood(multiple);
            if (likelihood > best)
                (likeliest, best) = (log, likelihood);
        }

        return likeliest;
    }

    /// <summary>
    /// Samples that were expected of some traffic and samples taken. Who may go another way is known of only when it is named, so that at least one sample was
    /// taken; but for figures of less than one sample is worth.
    /// </summary>
    private readonly record struct Fact(double Expected, double Taken, bool Sampled) : IComparable<Fact>
    {
        public static Fact Of(double expected, double taken, bool sampled)
        {
            var part = Math.Min(1, MostSamples / expected);
            return new(expected * part, taken * part, sampled && taken >= LeastTaken);
        }

        /// <summary>
        /// How well a multiple goes with it, as a logarithm, 0 and below: Poisson's law, against that of the multiple it goes best with. Who exaggerates took the
        /// samples that honest ones take; who plays down may have taken fewer.
        /// </summary>
        public double Likelihood(double multiple)
        {
            var (mean, taken) = multiple > 1 ? (Expected, Taken / multiple) : (Expected * multiple, Taken);
            if (Sampled)
                mean = mean < Tiny ? 1 : mean / (1 - Math.Exp(-mean));
            var fit = taken - mean - (taken > 0 ? taken * Math.Log(taken / mean) : 0);
            return Math.Log(Wrong + ((1 - Wrong) * Math.Exp(fit)));
        }

        /// <summary>What tells most goes first.</summary>
        public int CompareTo(Fact other) => (other.Expected, other.Taken).CompareTo((Expected, Taken));
    }
}
