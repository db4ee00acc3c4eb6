using System.Collections.Immutable;

namespace Grains.Mitigations;

/// <content>
/// Where nothing tells where the attack comes from, whom to ask is a guess, and nothing is expected of anybody (decisions/014): through whom nothing comes gives its place to
/// the next of the guess.
/// </content>
public sealed partial class MitigationRules
{
    /// <summary>So many times as many as one plan may ask are replaced in all because nothing came through them: whom a guess chooses after those sees next to nothing of most attacks.</summary>
    private const int MostTried = 2;

    /// <summary>Others that drop, and have for as long: what one of them says is its word only, and its filter would be the last that stands after an attack that it alone still counts.</summary>
    private const int Witnesses = 2;

    /// <summary>It was asked because of a guess, and no plan since has known better.</summary>
    private static bool IsGuessed(Mitigation state, Engagement engagement) => state.Plan is { Guess: not null } && engagement is { GoneSince: null, ExpectedShare: < Expected };

    /// <summary>Several members have dropped for so long, each by its own counters and none more than there is, that the attack went on all the time.</summary>
    private static bool OthersDrop(Mitigation state, DateTimeOffset now) =>
        state.Engagements.Values.Count(g => g is { State: EngagementState.Active, Overstates: false } && g.MatchedAt > now - IdleAfter && g.MatchingSince + ReleaseAfter <= now) >= Witnesses;

    /// <summary>The asker has said for so long, each time, that it is attacked and fares badly. Only to be looked at when it says so again: it may have fallen silent since.</summary>
    private static bool AskerSuffers(Mitigation state, DateTimeOffset now) => state.LowSince + ReleaseAfter <= now;

    /// <summary>
    /// Through whom nothing came, by its own counters, for as long as wrong filters are left to stand elsewhere, although the attack went on: those first that saw nothing for
    /// longest, and no more than may be replaced still. It does not go before others are found: the attack may move, and an idle filter does no harm.
    /// </summary>
    private static ImmutableArray<string> TriedInVain(Mitigation state, DateTimeOffset now)
    {
        if (state is not { AttackOver: false, Plan.Guess: { } asked })
            return [];
        var left = (MostTried * asked) - state.Engagements.Values.Count(g => g.InVain);
        return [.. state.Engagements.Values
            .Where(g => g is { State: EngagementState.Active, InVain: false } && IsGuessed(state, g) && SawNothing(state, g, now))
            .OrderBy(g => QuietSince(state, g)).ThenBy(g => g.Operator, StringComparer.Ordinal)
            .Take(Math.Min(asked, left)).Select(g => g.Operator)];
    }

    private static bool SawNothing(Mitigation state, Engagement engagement, DateTimeOffset now) => Tells(engagement, now) && QuietSince(state, engagement) + ReleaseAfter <= now;

    private static MitigationEvent.Recruiting TryingOthers(ImmutableArray<string> inVain, DateTimeOffset now) =>
        new($"nothing came through {string.Join(", ", inVain)} for {ReleaseAfter.TotalMinutes} minutes", inVain.Length) { At = now, Trying = inVain };

    /// <summary>As many go as were found, but for those to whom the attack came meanwhile; the others stay, and nobody is looked for in their place again.</summary>
    private static Mitigation Tried(Mitigation state, MitigationEvent.Recruited plan)
    {
        var still = state.Trying.Where(o => state.Engagements[o] is { State: EngagementState.Active } g && SawNothing(state, g, plan.At)).ToList();
        var going = still.Take(plan.Assignments.Count).ToHashSet(StringComparer.Ordinal);
        foreach (var tried in still)
            state = state.With(tried, g => g with { InVain = true });
        return state.Revise(g => going.Contains(g.Operator), g => g.Withdrawn(plan.At)) with { PlannedWave = state.Wave, PlannedAt = plan.At, SourcesMoved = false, Trying = [] };
    }
}
