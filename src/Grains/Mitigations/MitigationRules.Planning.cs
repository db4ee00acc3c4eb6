using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Grains.Mitigations;

/// <content>What a plan makes of the engagements, and when a match or action may change.</content>
public sealed partial class MitigationRules
{
    /// <summary>A controller's match or action changes at most this often, unless that reduces filtering; later changes wait and merge (design, section 5).</summary>
    public static readonly TimeSpan ChangeEvery = TimeSpan.FromSeconds(30);

    /// <summary>One write for everybody: who is new gets the first order, who stays gets the next revision, who is left out is withdrawn.</summary>
    private Mitigation Planned(Mitigation state, MitigationEvent.Planned plan)
    {
        // Who was left out, and why, stands in the ledger: one entry for nearly every operator there is, which each later write would store again.
        state = (state with { Phase = MitigationPhase.Planned, Plan = plan.Summary with { Skipped = Mitigation.NobodySkipped }, PlannedWave = state.Wave, PlannedAt = plan.At, WeighedAt = plan.At, PlannedVolume = state.Request!.VolumeBps, SourcesMoved = false, CutDown = false })
            .Revise(g => g.Stands && !plan.Assignments.ContainsKey(g.Operator), g => g.Withdrawn(plan.At));
        return Ordered(state, plan.Assignments, plan.At);
    }

    /// <summary>Further operators beside those that stand.</summary>
    private Mitigation Recruited(Mitigation state, MitigationEvent.Recruited plan)
    {
        if (!state.Trying.IsEmpty)
            return Ordered(Tried(state, plan), plan.Assignments, plan.At);
        var found = plan.Assignments.Count;
        return Ordered(
            state with
            {
                PlannedWave = state.Wave, PlannedAt = plan.At, Missing = plan.Enough ? 0 : Math.Max(0, (state.Further ?? state.Missing) - found),
                Fruitless = found == 0 && !plan.Full && !plan.Enough ? state.Fruitless + 1 : 0,
                FullWith = plan.Full ? Engaged(state, plan.At) : null, SourcesMoved = false,
            },
            plan.Assignments,
            plan.At);
    }

    private Mitigation Ordered(Mitigation state, ImmutableSortedDictionary<string, Assignment> assignments, DateTimeOffset at)
    {
        var end = lifetimes.OrderEnd(state.End, at);
        var engagements = state.Engagements.ToBuilder();
        foreach (var (member, assignment) in assignments)
            engagements[member] = Ordered(member, state.Engagements.GetValueOrDefault(member), assignment with { Action = assignment.Action ?? state.Request!.Action }, end, at, state.Request!.Match);
        return state with { Engagements = engagements.ToImmutable() };
    }

    private static Engagement Ordered(string member, Engagement? known, Assignment wanted, DateTimeOffset end, DateTimeOffset at, TrafficMatch? asked = null)
    {
        var next = new Engagement
        {
            Operator = member, Revision = (known?.Revision ?? 0) + 1, State = EngagementState.Intended, End = end, Since = at, Assignment = wanted,
            HeldUntil = MitigationChanges.Later(known?.HeldUntil ?? end, end), TermsAt = at, ActiveSince = known?.ActiveSince, MatchedAt = known?.MatchedAt, MatchingSince = known?.MatchingSince,
            ToldAt = known?.ToldAt, Rest = known?.Rest,
        };
        if (known is not { Stands: true })
            return next;
        next = next with { HealthBefore = known.HealthBefore, FiltersUntil = known.FiltersUntil };
        if (SameTerms(known.Assignment, wanted))
            return next with { TermsAt = known.TermsAt };
        return MayChange(known, wanted, at) ? next : next with { Assignment = Reduced(known.Assignment, wanted, asked) ?? known.Assignment, TermsAt = known.TermsAt, Next = wanted };
    }

    /// <summary>
    /// What the asker does not want filtered any more is given up at once, also where the rest of the change waits: of the wanted terms those for the sources that
    /// both name, else what of the standing ones is asked for still. Null where what stands is within the request, or nothing of it is.
    /// </summary>
    private static Assignment? Reduced(Assignment known, Assignment wanted, TrafficMatch? asked)
    {
        if (known.Action != wanted.Action || asked is null || known.Match.IsWithin(asked))
            return null;
        if (FromBoth(known.Match, wanted.Match) is { } less && less.IsWithin(known.Match))
        {
            var left = new PrefixSet(less.Sources);
            return wanted with { Match = less, Sources = [.. wanted.Sources.Where(left.Covers)] };
        }

        return TryCut(known, asked, null, out var cut) ? cut : null;
    }

    /// <summary>Wanted terms for the sources that the standing ones name too.</summary>
    private static TrafficMatch? FromBoth(TrafficMatch known, TrafficMatch wanted) => known.Sources.IsEmpty ? null
        : wanted.Sources.IsEmpty ? wanted.FromEach([.. known.Sources.Distinct()])
        : wanted.KeepSources(new PrefixSet(known.Sources).Covers);

    /// <summary>
    /// What is left of each standing order that is cut down to what is asked now, within the filter entries that it takes already; null where one cannot be, or nobody is left
    /// with anything. A plan for everybody might move sources from one to another, who would then have to wait to filter them; who does what need not change only because
    /// less is to be done.
    /// </summary>
    private static ImmutableSortedDictionary<string, Assignment>? CutDown(Mitigation state, HelpRequest asked)
    {
        if (state.Phase != MitigationPhase.Planned || !asked.IsNarrowerThan(state.Request!))
            return null;
        var (named, left) = (Named(asked), ImmutableSortedDictionary.CreateBuilder<string, Assignment>(StringComparer.Ordinal));
        foreach (var engagement in state.Engagements.Values.Where(g => g.Stands))
        {
            if (!TryCut(engagement.Assignment, asked.Match, named, out var cut))
                return null;
            if (cut is not null)
                left[engagement.Operator] = cut;
        }

        return left.Count > 0 ? left.ToImmutable() : null;
    }

    /// <summary>
    /// Everybody goes on with less, at once, and a plan anew follows at its pace. Who refused the wider request may be asked for the narrower one, which may fit its policy, its
    /// devices or what it can verify; the law does not go by size. A plan that is under way was made for the wider one and is made again.
    /// </summary>
    private Mitigation Narrowed(Mitigation state, MitigationEvent.Narrowed told)
    {
        var named = state.Engagements.Values.Any(g => g.Next is not null) ? Named(told.Request) : null;
        state = Known(state, HealthIn(state, told.Request, told.Date));
        var narrowed = state with
        {
            Request = told.Request, RequestDate = told.Date, RequestHash = told.Hash, End = told.End, Scope = state.Scope + 1,
            Shifted = "the asker asks for less", CutDown = true, SourcesMoved = false,
            Engagements = state.Engagements.SetItems(state.Engagements.Values.Where(g => g is { State: EngagementState.Exhausted } or { State: EngagementState.Declined, Decline: not DeclineCode.Legal })
                .Select(g => KeyValuePair.Create(g.Operator, g with { Readmitted = true })).ToArray()),
        };
        return narrowed.Revise(g => g.Stands, g => told.Left.TryGetValue(g.Operator, out var left)
            ? g.AskedAgain(told.At) with
            {
                End = lifetimes.OrderEnd(told.End, told.At), Assignment = left, Next = g.Next is { } next && TryCut(next, told.Request.Match, named, out var waiting) ? waiting : null,
            }
            : g.Withdrawn(told.At));
    }

    /// <summary>
    /// Who filters for targets of which none is asked for any more is withdrawn at once, whatever the plan will make of it: the pause between changes is for one target, and
    /// an order for another one begins anew.
    /// </summary>
    private static Mitigation Rescoped(Mitigation state, MitigationEvent.Rescoped told) => (state with
    {
        Phase = MitigationPhase.Accepted, Request = told.Request, RequestDate = told.Date, RequestHash = told.Hash, End = told.End, Scope = state.Scope + 1,
        Health = told.Request.Health ?? state.Health, Shifted = null, SourcesMoved = false, CutDown = false, Anew = false, FullWith = null, Unheeded = Mitigation.NobodyUnheeded, Missing = 0, Fruitless = 0,
        PlannedSources = told.Request.SketchOfSources,

        // What was over was another attack.
        AttackOver = false, ResumedAt = state.AttackOver ? told.At : state.ResumedAt, LowSince = null, Trying = [],
        Engagements = state.Engagements.SetItems(state.Engagements.Values.Where(g => g.Rest is not null).Select(g => KeyValuePair.Create(g.Operator, g with { Rest = null })).ToArray()),
    }).Revise(g => g.Stands && !g.Assignment.Match.SharesDestinations(told.Request.Match), g => g.Withdrawn(told.At));

    /// <summary>What of an assignment is asked for still, null: nothing; false where that takes more filter entries than it does.</summary>
    private static bool TryCut(Assignment assignment, TrafficMatch asked, PrefixSet? named, out Assignment? left)
    {
        left = null;
        if (!assignment.Match.TryIntersect(asked, assignment.Match.Rows, out var match))
            return false;
        if (match is null)
            return true;
        var cut = ReferenceEquals(match, assignment.Match) ? assignment : assignment with { Match = match, Sources = From(match, assignment.Sources) };
        left = StillNamed(cut, named);
        return true;
    }

    private static ImmutableArray<Prefix> From(TrafficMatch match, ImmutableArray<Prefix> sources)
    {
        if (match.Sources.IsEmpty)
            return sources;
        var left = new PrefixSet(match.Sources);
        return [.. sources.Where(left.Overlaps)];
    }

    /// <summary>
    /// A refresh for everybody who stands. What the asker does not name any more it does not ask to filter: it may have been a mistake, and must not stay filtered because no
    /// other plan is worth more. It leaves the filters with this very revision, which waits for nothing, since it only reduces filtering; who is left with nothing is withdrawn.
    /// </summary>
    private Mitigation Refreshed(Mitigation state, MitigationEvent.Refreshed told)
    {
        var named = told.OtherSources && state.Engagements.Values.Any(g => g.Stands && !(g.Assignment.Match.Sources.IsEmpty && g.Next is null)) ? Named(told.Request) : null;
        var refreshed = Known(state, HealthIn(state, told.Request, told.Date)) with
        {
            Request = told.Request, RequestDate = told.Date, RequestHash = told.Hash, End = told.End, Shifted = state.Shifted ?? Shift(state, told),
            SourcesMoved = state.SourcesMoved || (told.OtherSources && !(state.Phase == MitigationPhase.Planned && state.PlannedWave == state.Wave)),
        };
        return refreshed.Revise(g => g.Stands, g => StillNamed(g.Assignment, named) is { } left
            ? g.AskedAgain(told.At) with { End = lifetimes.OrderEnd(told.End, told.At), Assignment = left, Next = g.Next is { } next ? StillNamed(next, named) : null }
            : g.Withdrawn(told.At));
    }

    /// <summary>A plan that was made of other sources than are told by now asks for none of those that were given up meanwhile.</summary>
    private static ImmutableSortedDictionary<string, Assignment> StillNamed(Mitigation state, ImmutableSortedDictionary<string, Assignment> assignments)
    {
        var named = Named(state.Request!);
        return assignments.Select(a => KeyValuePair.Create(a.Key, StillNamed(a.Value, named))).Where(a => a.Value is not null).ToImmutableSortedDictionary(a => a.Key, a => a.Value!, StringComparer.Ordinal);
    }

    /// <summary>Null where nothing can be held against it: where the asker tells no sources, or its match names them, which then says what is filtered.</summary>
    private static PrefixSet? Named(HelpRequest asked) => asked.Sources.IsEmpty || !asked.Match.Sources.IsEmpty ? null : new(asked.Sources.Select(s => s.Prefix));

    /// <summary>
    /// What is left of an assignment; null: nothing. A row may be the union of several sources that were told: it stays while any of them is, so that none loses its filter.
    /// A filter that names no sources drops what the request's match says, whoever sends it.
    /// </summary>
    private static Assignment? StillNamed(Assignment assignment, PrefixSet? named)
    {
        if (named is null || assignment.Match.Sources.IsEmpty)
            return assignment;
        if (assignment.Match.KeepSources(named.Overlaps) is not { } left)
            return null;
        return ReferenceEquals(left, assignment.Match) ? assignment : assignment with { Match = left, Sources = [.. assignment.Sources.Where(named.Overlaps)] };
    }

    private static Mitigation Changed(Mitigation state, MitigationEvent.Changed changed) =>
        state.Revise(g => changed.Operators.Contains(g.Operator), g => g.AskedAgain(changed.At) with { Assignment = g.Next!, Next = null, TermsAt = changed.At });

    /// <summary>Whose terms have waited long enough.</summary>
    private static ImmutableArray<string> Ripe(Mitigation state, DateTimeOffset now) =>
        [.. state.Engagements.Values.Where(g => g is { Stands: true, Next: not null } && now >= g.TermsAt + ChangeEvery).Select(g => g.Operator)];

    private static bool MayChange(Engagement known, Assignment wanted, DateTimeOffset at) =>
        at >= known.TermsAt + ChangeEvery || (known.Assignment.Action == wanted.Action && wanted.Match.IsWithin(known.Assignment.Match));

    private static bool SameTerms(Assignment one, Assignment other) => one.Action == other.Action && one.Match.Equals(other.Match);
}
