using System.Collections.Immutable;
using Grains.Mitigations;
using NearSource.Choice;
using NearSource.Routes;
using NearSource.Sightings;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>One evaluation: an attack on each of the victims, planned on one graph and scored on another.</summary>
internal sealed class Trial(AsGraph truth, AsGraph plan, AttackOrigins attack, ImmutableArray<uint> members, ImmutableArray<uint> victims)
{
    // In the order of AS numbers, since equals are chosen in the contenders' order and the reference prefers lower numbers.
    private readonly ImmutableArray<Contender> _contenders = [.. members.Order().Select(asn => new Contender(Id(asn), [asn]))];
    private readonly HashSet<uint> _members = [.. members];

    public Aim Aim { get; init; } = Aim.ByteHops;

    public bool Sightings { get; init; }

    /// <summary>Whether the plan that late answers bring about is scored, where it is worth enough more to be taken, and not the first.</summary>
    public bool Late { get; init; }

    /// <summary>How old the graph that is planned on is; null: the plan does not know.</summary>
    public TimeSpan? GraphAge { get; init; } = plan == truth ? TimeSpan.Zero : null;

    public int Liars { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>How many cases one more liar cost more than its own share and the smallest honest share chosen; counted when there are liars.</summary>
    public int OverBound { get; private set; }

    /// <summary>A score for each of the numbers of operators asked. A choice of few is the beginning of a choice of many.</summary>
    public ImmutableArray<Score> Run(ImmutableArray<int> asked)
    {
        var scores = asked.Select(_ => new Score()).ToImmutableArray();
        Parallel.ForEach(victims.Where(v => !_members.Contains(v) && truth.IndexOf(v) >= 0), () => (Truth: new RouteCache(truth, 1), Plan: new RouteCache(plan, 1) { Age = GraphAge }), (victim, _, caches) =>
        {
            var real = caches.Truth.To(victim)!;
            var chosen = Choose(caches.Plan, real, victim, asked.Max(), Liars, out var liars);
            for (var i = 0; i < asked.Length; i++)
                scores[i].Add(real, attack, _members, [.. chosen.Take(asked[i])]);
            if (liars.Count > 0)
                Compare(caches.Plan, real, victim, asked.Max(), chosen, liars);
            return caches;
        }, _ => { });
        return scores;
    }

    private List<uint> Choose(RouteCache routes, RouteTree real, uint victim, int ask, int lying, out IReadOnlyCollection<uint> liars)
    {
        var (seen, who) = Seen(real, lying, late: false);
        liars = who;
        var input = new ChoiceInput
        {
            Routes = routes, Target = victim, Sources = attack.Sources, Unmapped = attack.Unmapped, Contenders = _contenders, Aim = Aim, Sightings = seen, Limits = new() { Ask = ask },
        };
        if (Paths.Of(input) is not { } paths)
            return [];
        var choice = paths.Choose(input.Limits);
        if (Late && Paths.Of(input with { Sightings = Seen(real, lying, late: true).Set }) is { } heard)
        {
            // As the mitigation decides: what stands is kept unless the next plan is worth so much more.
            var (next, standing) = (heard.Choose(input.Limits), heard.Result([.. choice.Chosen.Select(c => c.Contender)], null));
            if (next.HopsSaved > standing.HopsSaved * (1 + MitigationRules.Hysteresis))
                choice = next;
        }

        return [.. choice.Chosen.Select(c => _contenders[c.Contender].Asns[0])];
    }

    private (SightingSet? Set, IReadOnlyCollection<uint> Liars) Seen(RouteTree real, int lying, bool late) =>
        Sightings ? SimulatedSightings.Of(real, attack, members, Id, lying, late, Seed) : (null, []);

    private void Compare(RouteCache routes, RouteTree real, uint victim, int ask, List<uint> chosen, IReadOnlyCollection<uint> liars)
    {
        var honest = Choose(routes, real, victim, ask, 0, out _);
        var (before, after) = (Score.Crossing(real, attack, [.. honest]), Score.Crossing(real, attack, [.. chosen]));
        var own = Score.Crossing(real, attack, [.. liars]);
        var smallest = honest.Except(liars).Select(h => before - Score.Crossing(real, attack, [.. honest.Where(o => o != h)])).DefaultIfEmpty(0).Min();
        if (before - after > own + smallest + 1e-9)
            lock (_members)
                OverBound++;
    }

    private static string Id(uint asn) => $"as{asn}";
}
