using System.Collections.Immutable;
using Dots.Scopes;
using Grains.Planning;
using Grains.Sightings;

namespace Grains.Mitigations;

/// <summary>What the planner is asked for a mitigation: its state as the question. Pure.</summary>
internal static class PlanQuestions
{
    /// <param name="request">The one that is planned for: a newer one may have been accepted since.</param>
    /// <param name="sightings">What operators say they see of it.</param>
    public static PlanQuestion Of(MitigationKey key, Mitigation state, MakePlan wanted, HelpRequest request, ImmutableArray<Sighting> sightings, DateTimeOffset now)
    {
        var standing = state.Engagements.Values.Where(e => e.Stands).ToImmutableDictionary(e => e.Operator, e => e.Rows, StringComparer.Ordinal);
        var helping = MitigationRules.Helping(state, now).ToImmutableDictionary(e => e.Operator, e => e.Assignment.Match, StringComparer.Ordinal);
        var inVain = state.Engagements.Values.Where(e => e.InVain).Select(e => e.Operator).Union(state.Trying, StringComparer.Ordinal).ToImmutableArray();
        var beside = state.Phase == MitigationPhase.Planned && !wanted.Anew;
        return new(key.Member, request)
        {
            // Who stands without helping, or in vain, leaves its part of the attack to whoever is called for in its place.
            Except = wanted.Anew ? wanted.Except
                : beside ? [.. wanted.Except.Concat(standing.Keys).Distinct().Where(o => !helping.ContainsKey(o) || (state.Plan!.Guess is not null && inVain.Contains(o)))]
                : [.. wanted.Except.Where(o => !standing.ContainsKey(o))],
            Standing = standing,
            Silent = [.. state.Engagements.Values.Where(e => MitigationRules.IsSilent(e, now)).Select(e => e.Operator)],
            Asked = state.Engagements.Values.Where(e => ExpectedLoads.Of(state, e) > 0).ToImmutableDictionary(e => e.Operator, e => ExpectedLoads.Of(state, e), StringComparer.Ordinal),
            Beside = beside,
            Anew = wanted.Anew,
            InForce = wanted.Anew ? helping : ImmutableDictionary<string, TrafficMatch>.Empty,
            NobodyHelps = helping.IsEmpty,
            Idle = MitigationRules.NotSeeing(state, now),
            InVain = inVain,
            HasBackstop = state.Engagements.Values.Any(e => e.Assignment.Backstop && helping.ContainsKey(e.Operator)),
            Further = state.Further,
            Sightings = sightings,
        };
    }
}
