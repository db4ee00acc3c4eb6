using System.Collections.Immutable;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>How the asker fares, and what follows for those that help it.</content>
public sealed partial class MitigationRules
{
    /// <summary>Health falling by this much since an operator began to filter pauses the newest engagement (design, section 5).</summary>
    public const int HealthFall = 20;

    /// <summary>Further operators are called for at most this often; while nobody filters, with growing pauses up to <see cref="LongestPause"/>.</summary>
    public static readonly TimeSpan RecruitEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private static Decision<MitigationEvent> Fares(Mitigation state, MitigationCommand.Efficacy told, DateTimeOffset now)
    {
        if (state.Phase == MitigationPhase.None)
            return new Refusal("not-found", "nothing was ever accepted under this alert_id");
        if (!state.Runs || told.Date < state.EfficacyDate)
            return Decision<MitigationEvent>.Nothing;

        var events = ImmutableArray.CreateBuilder<MitigationEvent>();
        var low = !told.AttackOver && told.Health < told.RecruitBelow;
        if (told.Health != state.Health || told.AttackOver != state.AttackOver || low != state.LowSince is not null)
            events.Add(new MitigationEvent.EfficacyTold(told.Who, told.Date, told.AttackOver, told.Health, low) { At = now });
        if (Suspect(state, told.Health) is { } suspect)
            events.Add(new MitigationEvent.Paused(suspect.Operator, suspect.HealthBefore!.Value, told.Health) { At = now });
        else if (low && MayRecruit(state) && now >= state.PlannedAt + RecruitEvery)
        {
            if (!IsFull(state, now))
                events.Add(new MitigationEvent.Recruiting($"health {told.Health} is below {told.RecruitBelow}") { At = now });
            else if (AskerSuffers(state, now) && TriedInVain(state, now) is { IsEmpty: false } inVain)
                events.Add(TryingOthers(inVain, now));
        }

        return events.ToImmutable();
    }

    /// <summary>A refresh, and before it the pause of whom the health that it tells speaks against: the others are measured afresh before they are asked again.</summary>
    private static Decision<MitigationEvent> Faring(Mitigation state, MitigationCommand.Ask ask, MitigationEvent refresh) =>
        HealthIn(state, ask.Request, ask.Date) is { } health && Suspect(state, health) is { } suspect
            ? ImmutableArray.Create(new MitigationEvent.Paused(suspect.Operator, suspect.HealthBefore!.Value, health) { At = refresh.At }, refresh)
            : refresh;

    /// <summary>What a refresh tells of how the asker fares; null: nothing, also where it repeats what the request before it said, or efficacy has been told since.</summary>
    private static int? HealthIn(Mitigation state, HelpRequest request, DateTimeOffset date) =>
        request.Health is { } told && told != state.Request!.Health && date >= state.EfficacyDate ? told : null;

    private static Decision<MitigationEvent> Acknowledged(Mitigation state, MitigationCommand.Acknowledge acknowledge, DateTimeOffset now) => state switch
    {
        { Phase: MitigationPhase.None } => new Refusal("not-found", "nothing was ever accepted under this alert_id"),
        { Runs: true } or { AcknowledgedAt: not null } => Decision<MitigationEvent>.Nothing,
        _ => new MitigationEvent.Acknowledged(acknowledge.Who) { At = now },
    };

    private static Decision<MitigationEvent> Dismissed(Mitigation state, MitigationCommand.Dismiss dismiss, DateTimeOffset now)
    {
        if (!state.Runs || state.Engagements.GetValueOrDefault(dismiss.Operator) is not { } known || !(known.Stands || known.State is EngagementState.Declined or EngagementState.Exhausted))
            return Decision<MitigationEvent>.Nothing;
        // Of a call for as many as a plan may ask, or a plan that is yet to be made for everybody, nobody needs to be told that it is for one more.
        var underWay = state is { Phase: MitigationPhase.Planned } && state.PlannedWave < state.Wave;
        if (!known.Stands || !(MayRecruit(state) || (underWay && (state.Anew || state.Further is not null))))
            return new MitigationEvent.Dismissed(dismiss.Operator, dismiss.Why) { At = now };

        // Who finds a plan anew under way is missing until that finds somebody; a call for others is made again, for one more.
        if (underWay && state.Anew)
            return new MitigationEvent.Dismissed(dismiss.Operator, dismiss.Why, Missed: !known.Replaced) { At = now };
        MitigationEvent dismissed = new MitigationEvent.Dismissed(dismiss.Operator, dismiss.Why) { At = now };
        var lost = state.Engagements.Values.Count(g => g.Operator != dismiss.Operator && !g.Replaced && Loss(state, g, now) is not null);
        return ImmutableArray.Create(dismissed, new MitigationEvent.Recruiting($"{dismiss.Operator} is dismissed", 1 + lost + (underWay && state.Trying.IsEmpty ? state.Further : state.Missing)) { At = now });
    }

    private static Decision<MitigationEvent> Settled(Mitigation state, DateTimeOffset now) => state is { Phase: MitigationPhase.Closed, Settled: false }
        ? ImmutableArray.CreateRange<MitigationEvent>([.. state.Engagements.Keys.Select(o => new MitigationEvent.Used(o) { At = now }), new MitigationEvent.Settled { At = now }])
        : Decision<MitigationEvent>.Nothing;

    private static Mitigation Moved(Mitigation state, MitigationEvent.EngagementMoved moved) => Found(state, moved).With(moved.Operator, g => (LetsGo(g, moved) ? Resting(g, RestOfIdle, moved.At) : g) with
    {
        State = moved.State, Decline = moved.Decline, Since = moved.At, HeldUntil = g.End,
        ActiveSince = g.ActiveSince ?? (moved.State == EngagementState.Active ? moved.At : null),
        FiltersUntil = moved.State switch { EngagementState.Active => g.End, EngagementState.Accepted => g.FiltersUntil, _ => null },
        HealthBefore = moved.State == EngagementState.Active ? g.HealthBefore ?? state.Health : g.HealthBefore,
    });

    /// <summary>Its controller took out by itself what matched nothing.</summary>
    private static bool LetsGo(Engagement engagement, MitigationEvent.EngagementMoved moved) => moved.State == EngagementState.Released && engagement.FiltersUntil is not null;

    /// <summary>Who was looked for in vain, or is looked for now, need not be found any more once the one it was to replace helps after all.</summary>
    private static Mitigation Found(Mitigation state, MitigationEvent.EngagementMoved moved) =>
        moved.State == EngagementState.Active && state.Engagements[moved.Operator] is { Replaced: true, State: EngagementState.Intended or EngagementState.Accepted }
            ? state with
            {
                Missing = Math.Max(0, state.Missing - 1),
                Further = state is { Further: > 0, Anew: false, Trying.IsEmpty: true } && state.PlannedWave < state.Wave ? state.Further - 1 : state.Further,
            }
            : state;

    private static Mitigation Told(Mitigation state, MitigationEvent.EfficacyTold told) => Known(state, told.Health) with
    {
        AttackOver = told.AttackOver, EfficacyDate = told.Date, ResumedAt = state.AttackOver && !told.AttackOver ? told.At : state.ResumedAt,
        LowSince = told.Low ? state.LowSince ?? told.At : null,
    };

    private static Mitigation Known(Mitigation state, int? health)
    {
        if (health is null)
            return state;
        state = state with { Health = health };

        // Who began before the asker told any health is measured from the first one.
        foreach (var engagement in state.Engagements.Values.Where(g => g is { State: EngagementState.Active, HealthBefore: null }))
            state = state.With(engagement.Operator, g => g with { HealthBefore = health });
        return state;
    }

    private static Mitigation Paused(Mitigation state, MitigationEvent.Paused paused)
    {
        // One at a time: the others are measured afresh from here, so that the same fall does not pause them all.
        foreach (var engagement in state.Engagements.Values.Where(g => g.State == EngagementState.Active && g.Operator != paused.Operator))
            state = state.With(engagement.Operator, g => g with { HealthBefore = paused.Health });
        return state.Revise(g => g.Operator == paused.Operator, g => g.Withdrawn(paused.At) with { Paused = true });
    }

    /// <summary>The newest engagement since whose beginning the health fell too far; null when none did.</summary>
    private static Engagement? Suspect(Mitigation state, int health) => state.Engagements.Values
        .Where(g => g.State == EngagementState.Active)
        .MaxBy(g => g.ActiveSince) is { HealthBefore: { } before } newest && before - health >= HealthFall ? newest : null;

    /// <summary>As many are engaged as when a call for further ones was told that no more may be: calls are of no use until one of them is gone.</summary>
    private static bool IsFull(Mitigation state, DateTimeOffset now) => Engaged(state, now) >= state.FullWith;

    private static int Engaged(Mitigation state, DateTimeOffset now) => state.Engagements.Values.Count(g => g.Stands && !IsSilent(g, now));

    /// <summary>It was sent its order for long enough and has not answered, nor is an earlier one known to be in force.</summary>
    internal static bool IsSilent(Engagement engagement, DateTimeOffset now) =>
        engagement.State == EngagementState.Intended && now >= engagement.Since + AnswerWithin && !(engagement.FiltersUntil > now);

    private static bool MayRecruit(Mitigation state) => state.Phase == MitigationPhase.Planned && state.PlannedWave == state.Wave;

    /// <summary>Nobody filters, or is expected to: operators may have come, or come back, since the plan was made.</summary>
    private static bool IsAlone(Mitigation state, DateTimeOffset now)
    {
        if (!MayRecruit(state) || state.Engagements.Values.Any(g => g.Stands && Loss(state, g, now) is null))
            return false;
        return now >= state.PlannedAt + Pause(Math.Max(0, state.Fruitless - 1));
    }

    /// <summary>
    /// Whom a call for further operators leaves out: who stands, who is being withdrawn, who refused or ran out, who seems to do harm; and who was of no use a while ago,
    /// unless nobody helps.
    /// </summary>
    private static ImmutableArray<string> NotAgain(Mitigation state, DateTimeOffset now)
    {
        var helped = Helping(state, now).Any();
        return [.. state.Engagements.Values
            .Where(g => g.Paused || !(g.Readmitted || g.State is EngagementState.Ended or EngagementState.Released) || (helped && g.Rest?.Until > now)).Select(g => g.Operator)];
    }
}
