using System.Collections.Immutable;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>Operators that were asked and do not help bring in the next ones; where the attack no longer comes through, the filter goes.</content>
public sealed partial class MitigationRules
{
    /// <summary>
    /// An order that is not answered for this long counts as not coming, unless an earlier one is known to be in force; it stands all the same, and may still be answered until
    /// somebody else has taken its place.
    /// </summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>An order that was taken and is not in force after this long counts as not coming: nobody approves it, or its devices do not take it.</summary>
    public static readonly TimeSpan BeginWithin = TimeSpan.FromSeconds(60);

    /// <summary>Answers to a plan are gathered for this long, so that operators that decline together are replaced together.</summary>
    public static readonly TimeSpan ReplaceAfter = TimeSpan.FromSeconds(5);

    /// <summary>A filter that matches nothing for this long, while others drop, was put in the wrong place.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(90);

    /// <summary>And after this long it is withdrawn. Far apart from <see cref="IdleAfter"/>, so that an attack that comes and goes does not move filters with it.</summary>
    public static readonly TimeSpan ReleaseAfter = TimeSpan.FromMinutes(5);

    /// <summary>Through whom nothing came is not asked again for so long, twice as long each time until it is of use; sooner only if something new tells that the attack comes through it.</summary>
    public static readonly TimeSpan RestOfIdle = TimeSpan.FromHours(1);

    /// <summary>Who did not answer, and answers again now, may be as good as any; so may who dropped for a while, until the attack went elsewhere.</summary>
    public static readonly TimeSpan RestOfSilent = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(4);

    /// <summary>Of whom less is expected than this share, nobody wonders when nothing comes.</summary>
    private const double Expected = 0.001;

    /// <summary>The first time soon after the plan, then as seldom as everybody else is called for: replacing must not become churn.</summary>
    private static bool MayReplace(Mitigation state, DateTimeOffset now) => MayRecruit(state) && now >= state.PlannedAt + (state.Wave == 0 ? ReplaceAfter : RecruitEvery);

    /// <summary>Who does not help and was not replaced yet, with the reason.</summary>
    private static ImmutableArray<string> Losses(Mitigation state, DateTimeOffset now) =>
        [.. state.Engagements.Values.Where(g => !g.Replaced).Select(g => Loss(state, g, now) is { } why ? $"{g.Operator} {why}" : null).OfType<string>()];

    /// <summary>
    /// Who does not answer and was replaced by somebody who has: one more than was planned would filter if it woke up. The order may have arrived all the same, so it is
    /// withdrawn. As long as fewer have come than were lost those stay of whom most is expected.
    /// </summary>
    private static ImmutableArray<string> Displaced(Mitigation state, DateTimeOffset now)
    {
        var silent = state.Engagements.Values.Where(g => g is { Replaced: true, State: EngagementState.Intended } && Loss(state, g, now) is not null).ToList();
        if (silent.Count == 0 || !MayRecruit(state))
            return [];
        var awaited = state.Engagements.Values.Count(g => g is { Replaced: false, State: EngagementState.Intended } && Loss(state, g, now) is null && !(g.FiltersUntil > now));
        return [.. silent.OrderBy(g => g.ExpectedShare).ThenBy(g => g.Operator, StringComparer.Ordinal).Select(g => g.Operator).Take(silent.Count - state.Missing - Losses(state, now).Length - awaited)];
    }

    private static string? Loss(Mitigation state, Engagement engagement, DateTimeOffset now) => engagement.State switch
    {
        _ when engagement.Paused => "was paused",
        EngagementState.Declined => "declined",
        EngagementState.Exhausted => "has no room left",
        EngagementState.Accepted when now >= engagement.Since + BeginWithin && !(engagement.FiltersUntil > now) => "has not begun",
        EngagementState.Intended when IsSilent(engagement, now) => "does not answer",
        EngagementState.Active when IsIdle(state, engagement, IdleAfter, now) => Tells(engagement, now) ? "filters nothing" : "does not say that it filters anything",
        _ => null,
    };

    private static ImmutableArray<string> Idle(Mitigation state, DateTimeOffset now) =>
        [.. state.Engagements.Values.Where(g => g.State == EngagementState.Active && Tells(g, now) && IsIdle(state, g, ReleaseAfter, now)).Select(g => g.Operator)];

    /// <summary>
    /// Whether it tells its counters. Of who does not, nothing follows but that others are looked for: its filter may be what holds the attack, and whoever kept its
    /// reports from arriving could have it taken down.
    /// </summary>
    private static bool Tells(Engagement engagement, DateTimeOffset now) => engagement.ToldAt > now - IdleAfter;

    /// <summary>
    /// Nothing matched for a while, as its own reports say, although the attack goes on: others still drop, and the asker has not said that it is over. When nobody does, it
    /// may be over, and the asker knows best; that another one drops is its word only, by which alone no filter is judged, and of who says more than there is it tells nothing.
    /// </summary>
    private static bool IsIdle(Mitigation state, Engagement engagement, TimeSpan after, DateTimeOffset now) =>
        engagement.ExpectedShare >= Expected && !state.AttackOver && now >= QuietSince(state, engagement) + after
        && state.Engagements.Values.Any(g => g is { State: EngagementState.Active, Overstates: false } && g.MatchedAt > now - IdleAfter);

    /// <summary>When something last matched, or could have matched for the first time: while the attack was over nothing could.</summary>
    private static DateTimeOffset QuietSince(Mitigation state, Engagement engagement) => MitigationChanges.Later(
        MitigationChanges.Later(engagement.MatchedAt ?? DateTimeOffset.MinValue, state.ResumedAt), MitigationChanges.Later(engagement.TermsAt, engagement.ActiveSince ?? engagement.Since));

    /// <summary>Some that were called for in the place of others were not found, and are still missing.</summary>
    private static bool IsShort(Mitigation state, DateTimeOffset now) => state.Missing > 0 && MayRecruit(state) && now >= state.PlannedAt + Pause(state.Fruitless);

    /// <summary>Twice as long after each call that found nobody.</summary>
    private static TimeSpan Pause(int fruitless) => Doubled(RecruitEvery, fruitless, LongestPause);

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest) => first * (1 << Math.Min(times, 6)) is var pause && pause < longest ? pause : longest;

    /// <summary>It was of no use, and a place that it left or that others leave is not given back to it soon.</summary>
    private static Engagement Resting(Engagement known, TimeSpan first, DateTimeOffset at)
    {
        var before = known.Rest;
        var hasDropped = known.MatchingSince is { } since && known.MatchedAt >= MitigationChanges.Later(since, before?.At ?? since) + ReleaseAfter;
        var times = hasDropped ? 1 : (before?.Times ?? 0) + 1;
        return known with { Rest = new(times, at, at + Doubled(hasDropped ? RestOfSilent : first, times - 1, LongestRest)) };
    }

    /// <summary>
    /// Something new tells that the attack may come through it: it rests no longer, unless that came to nothing before. Then it does for a shorter while that grows too, so
    /// that nobody who always tells something new has it ordered and withdrawn all the time.
    /// </summary>
    private static Engagement Roused(Engagement known, DateTimeOffset at) => known.Rest is { } rest && rest.Until > at
        && at >= rest.At + (rest.Times == 1 ? TimeSpan.Zero : Doubled(ReleaseAfter, rest.Times - 2, RestOfIdle)) ? known with { Rest = rest with { Until = at } } : known;

    private static Mitigation Recruiting(Mitigation state, MitigationEvent.Recruiting recruiting) =>
        Replaced(state, recruiting.At).State with { Wave = state.Wave + 1, Further = recruiting.Further, Anew = false, Trying = recruiting.Trying };

    /// <summary>Who is lost meanwhile is missing until the plan has found somebody: one that keeps those that stand finds nobody.</summary>
    private static Mitigation Replanning(Mitigation state, MitigationEvent.Replanning replanning)
    {
        var (replaced, lost) = Replaced(state, replanning.At);
        var roused = replaced.Engagements.Values.Where(g => g.Rest is not null && (replanning.OtherPaths || (!replanning.Late.IsDefault && replanning.Late.Contains(g.Operator))));
        return replaced with
        {
            Engagements = replaced.Engagements.SetItems(roused.Select(g => KeyValuePair.Create(g.Operator, Roused(g, replanning.At))).ToArray()),
            Wave = state.Wave + 1, Further = null, Anew = true, Trying = [], Shifted = null, Missing = state.Missing + lost,
            PlannedSources = state.Request!.SketchOfSources,
            Unheeded = NotHeededSoon(state, replanning),
            WeakToldAt = Weak(state, replanning.At).IsEmpty ? state.WeakToldAt : replanning.At,
        };
    }

    /// <summary>Who does not help is looked for now; and how many those are.</summary>
    private static (Mitigation State, int Lost) Replaced(Mitigation state, DateTimeOffset at)
    {
        var lost = state.Engagements.Where(g => !g.Value.Replaced && Loss(state, g.Value, at) is not null).Select(g => KeyValuePair.Create(g.Key, g.Value with { Replaced = true })).ToArray();
        return (state with { Engagements = state.Engagements.SetItems(lost) }, lost.Length);
    }

    private static Decision<MitigationEvent> Readmitted(Mitigation state, MitigationCommand.Readmit readmit, DateTimeOffset now) =>
        state.Runs && state.Engagements.GetValueOrDefault(readmit.Operator) is { Readmitted: false, Paused: false, State: EngagementState.Declined or EngagementState.Exhausted }
            ? new MitigationEvent.Readmitted(readmit.Operator, readmit.Why) { At = now }
            : Decision<MitigationEvent>.Nothing;

    /// <summary>Who begins to say more than there is stands in the ledger.</summary>
    private static Decision<MitigationEvent> Counted(Mitigation state, MitigationCommand.Count count, DateTimeOffset now)
    {
        if (state.Phase == MitigationPhase.None)
            return Decision<MitigationEvent>.Nothing;
        var counted = new MitigationEvent.Counted(count.Counts, count.Peaks) { At = now };
        var overstated = Counted(state, counted).Engagements.Values.Where(g => g.Overstates && !state.Engagements[g.Operator].Overstates);
        return ImmutableArray.CreateRange<MitigationEvent>([counted, .. overstated.Select(g => new MitigationEvent.Flagged(g.Operator, "it says that it drops more than the whole attack") { At = now })]);
    }

    private static Mitigation Counted(Mitigation state, MitigationEvent.Counted counted)
    {
        // All counts are stored again and again; a higher number is a new report.
        var told = counted.Counts.Where(c => state.Engagements.ContainsKey(c.Key) && c.Value.Told > (state.Counts.GetValueOrDefault(c.Key)?.Told ?? 0));
        Engagement Heard(string @operator, Count count) => state.Engagements[@operator] is var known && Matched(count) > Matched(state.Counts.GetValueOrDefault(@operator))
            ? known with { ToldAt = counted.At, MatchedAt = counted.At, MatchingSince = known.MatchedAt > counted.At - IdleAfter ? known.MatchingSince : counted.At }
            : known with { ToldAt = counted.At };
        var after = state with
        {
            Engagements = state.Engagements.SetItems(told.Select(c => KeyValuePair.Create(c.Key, Heard(c.Key, c.Value))).ToArray()),
            Counts = state.Counts.SetItems(counted.Counts), Peaks = counted.Peaks,
        };
        return Judged(state, after, counted.At);
    }

    private static double Matched(Count? count) =>
        count is null ? 0 : count.Totals.DroppedPackets + count.Totals.ForwardedPackets + count.Totals.DroppedBits + count.Totals.ForwardedBits;
}
