using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using NearSource.Choice;
using NearSource.Routes;

namespace NearSource.Planning;

/// <summary>Translates between a request and the choice by paths: sources become ASes with weights, candidates contenders.</summary>
internal sealed class PathMap
{
    private readonly ChoiceInput _input;
    private readonly Paths _paths;
    private readonly ImmutableArray<Candidate> _eligible;
    private readonly ImmutableArray<WeighedSource> _sources;
    private readonly SourcesByAs _byAs;

    private PathMap(ChoiceInput input, Paths paths, ImmutableArray<Candidate> eligible, ImmutableArray<WeighedSource> sources, SourcesByAs byAs) =>
        (_input, _paths, _eligible, _sources, _byAs) = (input, paths, eligible, sources, byAs);

    /// <summary>Where the paths lead to.</summary>
    public required TargetAses Targets { get; init; }

    /// <summary>Whether what members see was heard.</summary>
    public bool IsSeen => _input.Sightings is not null;

    /// <summary>The paths of a request's attack; null without a graph, where it does not know the target, and where nobody told or saw anything of the sources.</summary>
    public static PathMap? Of(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map)
    {
        var untold = map.Sources.IsEmpty;
        if (input.Routes is not { } routes || (untold && input.Sightings is null) || TargetAses.Of(input, routes.Graph) is not { } targets)
            return null;

        var byAs = new SourcesByAs(map, new SourceAses([.. targets.Ases.Select(t => routes.To(t.Asn)!)], eligible));
        var volume = Volume(input);
        var rows = new OrderShape(input, !untold).RowsASource;
        var attack = new ChoiceInput
        {
            Routes = routes, Target = targets.Heaviest, OtherTargets = targets.Ases[1..], Unmapped = byAs.Unmapped, Aim = input.Aim, Sightings = input.Sightings,
            Sources = [.. byAs.Asns.Select((asn, at) => new SourceAs(asn, byAs.ShareOf(at), byAs.Of(at).Length))],
            Contenders = [.. eligible.Select(c => Contender(c, input, volume, rows ?? 1))],
            Limits = new()
            {
                BySource = rows is not null, Cost = input.CostLimit,
                Residue = volume is not null && input.MaxBandwidthBps is { } link ? link / volume : null,
            },
        };
        return Paths.Of(attack) is { } paths && !(untold && paths.IsEmpty)
            ? new(attack, paths, eligible, map.Sources, byAs) { Targets = targets }
            : null;
    }

    /// <summary>
    /// The paths of an attack from everywhere to the request's target, to choose by where nothing is known of this one: what they say of it is no knowledge. Null without a
    /// graph that knows the target, and without an origin table. Not hedged: where it starts is uncertain by far more than the ways it takes.
    /// </summary>
    public static PathMap? FromEverywhere(PlanInput input, ImmutableArray<Candidate> eligible)
    {
        if (input.Routes is not { } routes || TargetAses.Of(input, routes.Graph) is not { } targets || Everywhere.Of(input, targets) is not { IsEmpty: false } sources)
            return null;

        // Who looked and sees nothing comes after those of whom nothing is known.
        var blind = input.Sightings is { } said ? said.Reports.Where(r => !r.Seen).Select(r => r.Member).ToHashSet(StringComparer.Ordinal) : [];
        var attack = new ChoiceInput
        {
            Routes = routes, Target = targets.Heaviest, OtherTargets = targets.Ases[1..], Sources = sources, Aim = input.Aim, Hedged = false, Limits = new() { Cost = input.CostLimit },
            Contenders = [.. eligible.Select(c => Contender(c, input, Volume(input), 1)).Select(c => c with { Reachable = c.Reachable && !blind.Contains(c.Id) })],
        };
        return Paths.Of(attack) is { } paths ? new(attack, paths, eligible, [], SourcesByAs.None) { Targets = targets } : null;
    }

    /// <summary>Whom to ask, of all that are eligible.</summary>
    public ChoiceResult Choose(int ask) => _paths.Choose(_input.Limits with { Ask = ask });

    /// <summary>What these are expected to do, whoever chose them.</summary>
    public Expected For(Choice choice)
    {
        var place = _eligible.Select((c, i) => (c.MemberId, i)).ToDictionary(c => c.MemberId, c => c.i, StringComparer.Ordinal);
        var result = _paths.Result([.. choice.Asked.Select(a => place[a.Operator.MemberId])], choice.Backstop is { } last ? place[last] : null);
        return new(result, result.Chosen.ToDictionary(c => _eligible[c.Contender].MemberId, StringComparer.Ordinal), _sources, _byAs);
    }

    /// <summary>Why somebody is asked, for people.</summary>
    public static string Reason(ChosenOperator chosen, bool reachable)
    {
        var share = string.Create(CultureInfo.InvariantCulture, $"{chosen.Share * 100:0.0} % of the attack");
        var place = chosen.Backstop
            ? $"backstop: {share} that the others leave passes it"
            : string.Create(CultureInfo.InvariantCulture, $"{share} meets it first, {chosen.Hops:0.0} hops from its sources and {chosen.HopsLeft:0.0} before the target");
        return reachable ? place : place + "; does not answer at present";
    }

    private static double? Volume(PlanInput input) => input.VolumeBps is > 0 and var bps ? bps : null;

    private static Contender Contender(Candidate candidate, PlanInput input, double? volume, int rowsASource) => new(candidate.MemberId, candidate.Asns, candidate.Kind)
    {
        Capacity = volume is { } whole && Least(Cleans(candidate, input), candidate.Kind == OperatorKind.Scrubber ? candidate.PortBps : null) is { } most && most < whole ? most / whole : null,
        Sources = candidate.RulesFree is { } rules ? rules / rowsASource : null,
        Cost = candidate.Cost,
        Reachable = candidate.Reachable,
        Standing = candidate.Standing,
        Participants = candidate.Participants,
    };

    /// <summary>A filter drops at the port's speed; what is cleaned must fit the machines that clean it. Who is on the path and has none filters.</summary>
    private static double? Cleans(Candidate candidate, PlanInput input) =>
        input.Action == Countermeasure.Mitigation && candidate.ScrubBps is { } bps && (bps > 0 || candidate.Kind == OperatorKind.Scrubber) ? Math.Max(0, bps) : null;

    /// <summary>What is diverted must fit the ports as well; to whom is on the path it comes anyway.</summary>
    private static double? Least(double? one, double? other) => one is null || other < one ? other : one;

    /// <summary>What the asked are expected to do.</summary>
    internal sealed class Expected(ChoiceResult result, Dictionary<string, ChosenOperator> chosen, ImmutableArray<WeighedSource> sources, SourcesByAs byAs) : ISourceView
    {
        private readonly Dictionary<string, WeighedSource[]> _lists = new(StringComparer.Ordinal);
        private readonly double[] _parts = new double[sources.Length];
        private readonly bool[] _named = new bool[sources.Length];
        private readonly int[] _byPrefix = NumberOrder.Of(sources.Length, i => sources[i].Prefix);

        public ChoiceResult Result => result;

        public ImmutableArray<WeighedSource> Sources => sources;

        public ChosenOperator Of(string member) => chosen[member];

        IReadOnlyList<WeighedSource> ISourceView.Expected(string member)
        {
            if (_lists.TryGetValue(member, out var known))
                return known;
            var count = 0;
            foreach (var (at, share) in chosen[member].Sources)
            {
                var whole = byAs.ShareOf(at);

                // A source of several ASes stands there once, with all its parts.
                foreach (var (source, part) in byAs.Of(at))
                {
                    count += _named[source] ? 0 : 1;
                    _named[source] = true;
                    _parts[source] += whole > 0 ? part * (share / whole) : 0;
                }
            }

            var (list, next) = (new WeighedSource[count], 0);
            for (var i = 0; next < count; i++)
                if (_byPrefix[i] is var source && _named[source])
                {
                    list[next++] = new(sources[source].Prefix, _parts[source]);
                    (_parts[source], _named[source]) = (0, false);
                }

            return _lists[member] = WeighedSources.HeaviestFirst(list);
        }
    }
}
