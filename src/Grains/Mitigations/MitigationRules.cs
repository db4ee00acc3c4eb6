using System.Collections.Immutable;
using System.Diagnostics;
using Dots.Serving;
using Storage.Shells;

namespace Grains.Mitigations;

/// <summary>The rules of a mitigation's life. Pure: same state, command and time, same answer.</summary>
public sealed partial class MitigationRules(Lifetimes lifetimes) : IRules<Mitigation, MitigationCommand, MitigationEvent>
{
    public Decision<MitigationEvent> Decide(Mitigation state, MitigationCommand command, DateTimeOffset now) => command switch
    {
        MitigationCommand.Ask ask => Asked(state, ask, now),
        MitigationCommand.Plan plan => Planned(state, plan, now),
        MitigationCommand.Hear hear => Heard(state, hear, now),
        MitigationCommand.Withdraw withdraw => Withdrawn(state, withdraw, now),
        MitigationCommand.Count count => Counted(state, count, now),
        MitigationCommand.Flag flag => state.Phase == MitigationPhase.None ? Decision<MitigationEvent>.Nothing : new MitigationEvent.Flagged(flag.Operator, flag.What) { At = now },
        MitigationCommand.Efficacy efficacy => Fares(state, efficacy, now),
        MitigationCommand.Acknowledge acknowledge => Acknowledged(state, acknowledge, now),
        MitigationCommand.Dismiss dismiss => Dismissed(state, dismiss, now),
        MitigationCommand.Settle => Settled(state, now),
        MitigationCommand.Readmit readmit => Readmitted(state, readmit, now),
        MitigationCommand.Tick tick => Ticked(state, tick, now),
        _ => throw new UnreachableException(),
    };

    public Mitigation Apply(Mitigation state, MitigationEvent happened) => happened switch
    {
        MitigationEvent.Accepted e => new Mitigation
        {
            Key = e.Key.ToString(), Phase = MitigationPhase.Accepted, Request = e.Request, RequestDate = e.Date, RequestHash = e.Hash, Scope = 1, AcceptedAt = e.At, End = e.End,
            Health = e.Request.Health, SourcesSalt = e.Salt, PlannedSources = e.Request.SketchOfSources,
        },
        MitigationEvent.Refreshed e => Refreshed(state, e),
        MitigationEvent.Narrowed e => Narrowed(state, e),
        MitigationEvent.Rescoped e => Rescoped(state, e),
        MitigationEvent.Planned e => Planned(state, e),
        MitigationEvent.Replanning e => Replanning(state, e),
        MitigationEvent.Replanned e => Replanned(state, e),
        MitigationEvent.Kept e => Kept(state, e),
        MitigationEvent.Readmitted e => state.With(e.Operator, g => g with { Readmitted = true }) with { Fruitless = 0 },
        MitigationEvent.Recruiting e => Recruiting(state, e),
        MitigationEvent.Recruited e => Recruited(state, e),
        MitigationEvent.Changed e => Changed(state, e),
        MitigationEvent.EngagementMoved e => Moved(state, e),
        MitigationEvent.EfficacyTold e => Told(state, e),
        MitigationEvent.Paused e => Paused(state, e),
        MitigationEvent.Dismissed e => state.Revise(g => g.Operator == e.Operator, g => (e.Rest is { } first ? Resting(g, first, e.At) : g).Withdrawn(e.At)) with { Missing = state.Missing + (e.Missed ? 1 : 0) },
        MitigationEvent.Acknowledged e => state with { AcknowledgedAt = e.At },
        MitigationEvent.Used => state,
        MitigationEvent.Settled => state with { Settled = true },
        MitigationEvent.Counted e => Counted(state, e),
        MitigationEvent.Flagged => state,
        MitigationEvent.Renewed e => state.Revise(g => g.Stands, g => g.AskedAgain(e.At) with { End = lifetimes.OrderEnd(state.End, e.At) }),

        // A withdrawal goes to everyone ever asked: a lost answer may hide a filter. After the end each controller lets go by itself.
        MitigationEvent.Ended e => (state with { Phase = MitigationPhase.Withdrawing, EndReason = e.Reason, EndedBy = e.By, EndedAt = e.At })
            .Revise(g => g.State is not (EngagementState.Ended or EngagementState.Withdrawing), g => g.Withdrawn(e.At)),
        MitigationEvent.Closed => state with { Phase = MitigationPhase.Closed },
        _ => throw new UnreachableException(),
    };

    public IEnumerable<Effect> Due(Mitigation state, DateTimeOffset now)
    {
        if (state.Phase == MitigationPhase.Accepted && now < state.End)
            yield return new MakePlan(state.Scope, state.Wave, []);
        if (state.Phase == MitigationPhase.Planned && state.PlannedWave < state.Wave && now < state.End)
            yield return new MakePlan(state.Scope, state.Wave, state.Anew ? NotAnew(state, now) : NotAgain(state, now), state.Anew);
        foreach (var engagement in state.Engagements.Values)
            if (engagement.State is EngagementState.Intended or EngagementState.Withdrawing && now < engagement.End)
                yield return new SendOrder(engagement);
    }

    private Decision<MitigationEvent> Asked(Mitigation state, MitigationCommand.Ask ask, DateTimeOffset now)
    {
        if (state.Phase == MitigationPhase.None)
            return new MitigationEvent.Accepted(ask.Key, ask.Request, ask.Date, ask.Hash, lifetimes.EndOf(ask.Request.Lifetime, now), ask.Who, ask.Salt) { At = now };

        // An ended alert is never revived; a repetition or an older message that arrives late changes nothing.
        if (!state.Runs || ask.Date < state.RequestDate || (ask.Date == state.RequestDate && ask.Hash == state.RequestHash))
            return Decision<MitigationEvent>.Nothing;

        // Its time had passed, only nobody had looked yet.
        if (now >= state.End)
            return Ticked(state, new(), now);

        var end = lifetimes.EndOf(ask.Request.Lifetime, now);
        if (ask.Request.SameScope(state.Request!))
            return Faring(state, ask, new MitigationEvent.Refreshed(ask.Request, ask.Date, ask.Hash, end, ask.Who, !ask.Request.SameSources(state.Request!)) { At = now });
        return CutDown(state, ask.Request) is { } left
            ? Faring(state, ask, new MitigationEvent.Narrowed(ask.Request, ask.Date, ask.Hash, end, left, ask.Who) { At = now })
            : new MitigationEvent.Rescoped(ask.Request, ask.Date, ask.Hash, end, ask.Who) { At = now };
    }

    private static Decision<MitigationEvent> Planned(Mitigation state, MitigationCommand.Plan plan, DateTimeOffset now)
    {
        if (plan.Scope != state.Scope || now >= state.End)
            return Decision<MitigationEvent>.Nothing;
        if (state.SourcesMoved)
            plan = plan with { Assignments = StillNamed(state, plan.Assignments) };
        return state.Phase switch
        {
            MitigationPhase.Accepted => new MitigationEvent.Planned(plan.Summary, plan.Assignments) { At = now },
            MitigationPhase.Planned when state.PlannedWave < state.Wave && plan.Wave == state.Wave => state.Anew
                ? Anew(state, plan, now)
                : new MitigationEvent.Recruited(plan.Summary, plan.Assignments.RemoveRange(NotAgain(state, now)), plan.Full, plan.Enough) { At = now },
            _ => Decision<MitigationEvent>.Nothing,
        };
    }

    private static Decision<MitigationEvent> Heard(Mitigation state, MitigationCommand.Hear hear, DateTimeOffset now)
    {
        if (!state.Engagements.TryGetValue(hear.Operator, out var known))
            return new Refusal("not-asked", $"{hear.Operator} was not asked for {state.Key}");

        // What is said about a replaced revision says nothing about the newer one; a revision never sent is a lie.
        if (hear.Revision > known.Revision)
            return new Refusal("unknown-revision", $"{hear.Operator} reports revision {hear.Revision} of {state.Key}, the newest order is {known.Revision}");
        if (hear.Revision < known.Revision || known.State == EngagementState.Ended)
            return Decision<MitigationEvent>.Nothing;

        // Once withdrawn, only the end is news. Before that, an answer that came late must not undo a report that overtook it.
        var isNews = known.State == EngagementState.Withdrawing
            ? hear.State == EngagementState.Ended
            : hear.State != known.State && Rank(hear.State) >= Rank(known.State);
        if (!isNews)
            return Decision<MitigationEvent>.Nothing;

        MitigationEvent moved = new MitigationEvent.EngagementMoved(hear.Operator, hear.State, hear.Decline) { At = now };
        return state.Phase == MitigationPhase.Withdrawing && state.Engagements.Values.All(e => e.Operator == hear.Operator ? hear.State == EngagementState.Ended : e.State == EngagementState.Ended)
            ? ImmutableArray.Create(moved, new MitigationEvent.Closed { At = now })
            : moved;
    }

    private static Decision<MitigationEvent> Withdrawn(Mitigation state, MitigationCommand.Withdraw withdraw, DateTimeOffset now) => state.Phase switch
    {
        MitigationPhase.None => new Refusal("not-found", "nothing was ever accepted under this alert_id"),
        MitigationPhase.Withdrawing or MitigationPhase.Closed => Decision<MitigationEvent>.Nothing,
        _ => Ending(state, withdraw, now),
    };

    private Decision<MitigationEvent> Ticked(Mitigation state, MitigationCommand.Tick tick, DateTimeOffset now)
    {
        switch (state.Phase)
        {
            case MitigationPhase.Accepted or MitigationPhase.Planned when now >= state.End:
                return Ending(state, new("", EndReason.Expired), now);

            case MitigationPhase.Accepted or MitigationPhase.Planned
                when state.Engagements.Values.Any(e => e.Stands && e.End < state.End && e.End - now <= lifetimes.LongestOrder - lifetimes.RenewEvery):
                return new MitigationEvent.Renewed { At = now };

            case MitigationPhase.Accepted or MitigationPhase.Planned when Passed(state, now) is { IsEmpty: false } passed:
                return passed;
            case MitigationPhase.Accepted or MitigationPhase.Planned when Ripe(state, now) is { IsEmpty: false } ripe:
                return new MitigationEvent.Changed(ripe) { At = now };
            case MitigationPhase.Planned when Idle(state, now) is { IsEmpty: false } idle:
                return ImmutableArray.CreateRange(idle.Select(o => (MitigationEvent)new MitigationEvent.Dismissed(o, $"nothing matched there for {ReleaseAfter.TotalMinutes} minutes while others filter", Rest: RestOfIdle) { At = now }));
            case MitigationPhase.Planned when Gone(state, now) is { IsEmpty: false } gone:
                return ImmutableArray.CreateRange(gone.Select(o => (MitigationEvent)new MitigationEvent.Dismissed(o, $"nothing is expected there for {ReleaseAfter.TotalMinutes} minutes, and nothing matches", Rest: RestOfIdle) { At = now }));
            case MitigationPhase.Planned when Displaced(state, now) is { IsEmpty: false } displaced:
                return ImmutableArray.CreateRange(displaced.Select(o => (MitigationEvent)new MitigationEvent.Dismissed(o, "it does not answer, and nobody is missing without it", Rest: RestOfSilent) { At = now }));
            case MitigationPhase.Planned when MayReplace(state, now) && Losses(state, now) is { IsEmpty: false } losses:
                return new MitigationEvent.Recruiting(string.Join(", ", losses), losses.Length + state.Missing) { At = now };
            case MitigationPhase.Planned when IsAlone(state, now):
                return new MitigationEvent.Recruiting("nobody filters") { At = now };
            case MitigationPhase.Planned when MayReplan(state, now) && Reason(state, tick, now) is { } replanning:
                return replanning;
            case MitigationPhase.Planned when MayReplace(state, now) && OthersDrop(state, now) && TriedInVain(state, now) is { IsEmpty: false } inVain:
                return TryingOthers(inVain, now);
            case MitigationPhase.Planned when IsShort(state, now):
                return new MitigationEvent.Recruiting($"{state.Missing} were not found when they were looked for", state.Missing) { At = now };
            case MitigationPhase.Withdrawing:
                var last = Passed(state, now);
                return state.Engagements.Values.Count(e => e.State != EngagementState.Ended) == last.Length ? last.Add(new MitigationEvent.Closed { At = now }) : last;

            default:
                return Decision<MitigationEvent>.Nothing;
        }
    }

    /// <summary>Withdrawals that were never answered, and whose orders have ended by themselves for certain.</summary>
    private ImmutableArray<MitigationEvent> Passed(Mitigation state, DateTimeOffset now) =>
        [.. state.Engagements.Values.Where(e => e.State == EngagementState.Withdrawing && now >= e.End + lifetimes.Skew).Select(e => new MitigationEvent.EngagementMoved(e.Operator, EngagementState.Ended, null) { At = now })];

    private static ImmutableArray<MitigationEvent> Ending(Mitigation state, MitigationCommand.Withdraw why, DateTimeOffset now)
    {
        MitigationEvent ended = new MitigationEvent.Ended(why.Reason, why.By, why.Who, why.Why) { At = now };
        if (state.Engagements.IsEmpty)
            return [ended, new MitigationEvent.Closed { At = now }, new MitigationEvent.Settled { At = now }];
        return state.Engagements.Values.All(e => e.State == EngagementState.Ended) ? [ended, new MitigationEvent.Closed { At = now }] : [ended];
    }

    private static int Rank(EngagementState state) => state switch
    {
        EngagementState.Intended => 0,
        EngagementState.Accepted => 1,
        EngagementState.Active => 2,
        EngagementState.Declined or EngagementState.Exhausted or EngagementState.Released => 3,
        _ => 4,
    };
}
