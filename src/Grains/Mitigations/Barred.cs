using Grains.Consortium;
using Grains.Customers;
using Grains.Planning;
using NearSource.Origins;

namespace Grains.Mitigations;

/// <summary>
/// What has to happen to a running mitigation because somebody may not ask or help any more (design, section 5): whoever was suspended, removed or stopped, or left, loses
/// what it asked for at once; what it gave is withdrawn, and others are looked for. Every gateway refuses new messages of it before that. Pure.
/// </summary>
internal static class Barred
{
    private const string ByConsortium = "consortium";

    public static IEnumerable<MitigationCommand> Commands(MitigationKey key, Mitigation state, ConsortiumIndex consortium, PlanningView planning)
    {
        if (!state.Runs)
            return [];
        return (Asker(key, consortium) ?? NotHeld(key, state, consortium) ?? Unproven(key, state, consortium, planning) ?? Blackhole(key, state, consortium)) is { } end
            ? [end]
            : from engagement in state.Engagements.Values

              // Who refused holds nothing, as it says; withdrawn like the others, it may be asked again once what keeps it from helping is lifted.
              where engagement.Stands || engagement.State is EngagementState.Declined or EngagementState.Exhausted
              let why = Operator(engagement.Operator, consortium)
              where why is not null
              select new MitigationCommand.Dismiss(engagement.Operator, why);
    }

    /// <summary>Space that an administrator took from the asker since, or from the customer it asks for: its refreshes are refused, and without an end there need be none.</summary>
    private static MitigationCommand.Withdraw? NotHeld(MitigationKey key, Mitigation state, ConsortiumIndex consortium)
    {
        if (state.Request is not { } request || consortium.Find(key.Member) is not { } member)
            return null;
        foreach (var target in request.Match.Destinations.Distinct())
            if (!consortium.HoldersFor(member, target).Any())
                return new(ByConsortium, EndReason.Unproven, Why: $"{target} is in no zone of {member.Id} or its customers any more");
        return null;
    }

    /// <summary>
    /// What was proven when it was asked may not be any more. Space that the RPKI gives to others is filtered no longer; that it gives to nobody now is no
    /// reason to leave somebody without defence, but for a blackhole.
    /// </summary>
    private static MitigationCommand.Withdraw? Unproven(MitigationKey key, Mitigation state, ConsortiumIndex consortium, PlanningView planning)
    {
        if (state.Request is not { } request || (planning.Rpki != RpkiMode.Require && request.Action != HelpAction.Blackhole) || consortium.Find(key.Member) is not { } member)
            return null;
        foreach (var (target, standing) in RpkiCheck.Lacking(member, consortium, request, planning))
            if (standing == RpkiStanding.Foreign || request.Action == HelpAction.Blackhole)
                return new(ByConsortium, EndReason.Unproven, Why: $"{target} is {RpkiCheck.Words(standing, member)}");
        return null;
    }

    /// <summary>
    /// A black hole takes the target off altogether: what must be so when it is asked for (<see cref="ScopeCheck"/>) must be so as long as it is there. But the claim
    /// of somebody who is not approved ends none that runs: whoever gets as far as registering could switch off others' defence.
    /// </summary>
    private static MitigationCommand.Withdraw? Blackhole(MitigationKey key, Mitigation state, ConsortiumIndex consortium)
    {
        if (state.Request is not { Action: HelpAction.Blackhole } request || consortium.Find(key.Member) is not { } member)
            return null;
        foreach (var target in request.Match.Destinations.Distinct())
            if ((!consortium.IsProven(member, target) ? $"it is no longer recorded how {target} was proven to be {member.Id}'s"
                : consortium.IsDisputed(target, byApproved: true) ? $"another member claims {target} too, and no administrator has decided yet"
                : target.Length < (target.IsIPv4 ? member.MaxScopeV4 : member.MaxScopeV6) ? $"{target} is wider than {member.Id} may ask for now"
                : null) is { } why)
                return new(ByConsortium, EndReason.Unproven, Why: why + ": nothing of it may be a black hole");
        return null;
    }

    /// <summary>Why the operator may not help; null: it may.</summary>
    public static string? Operator(string member, ConsortiumIndex consortium) => consortium.Find(member) switch
    {
        null => "no member any more",
        { State: not MemberState.Approved } known => known.State.ToString().ToLowerInvariant(),
        _ when consortium.Profile(member) is { Leaving: true } => "cancelled its registration",
        _ => consortium.StoppedOperator(member)?.ToString(),
    };

    /// <summary>How the mitigation has to end because of its asker; null: it may go on.</summary>
    public static MitigationCommand.Withdraw? Asker(MitigationKey key, ConsortiumIndex consortium) => consortium.Find(key.Member) switch
    {
        null => new(ByConsortium, EndReason.Suspended, Why: $"{key.Member} is no member any more"),
        { State: not MemberState.Approved } member => new(ByConsortium, EndReason.Suspended, Why: $"{key.Member} is {member.State.ToString().ToLowerInvariant()}"),
        _ => (consortium.StoppedAsker(key.Member) ?? consortium.StoppedMitigation(key.ToString())) is { } stop ? new(stop.By, EndReason.Stopped, Why: stop.ToString()) : null,
    };
}
