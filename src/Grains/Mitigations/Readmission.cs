using Grains.Consortium;

namespace Grains.Mitigations;

/// <summary>Operators that refused a mitigation for want of room, or ran out of it, and have some again. Pure.</summary>
internal static class Readmission
{
    /// <summary>Not before so long after the refusal: what is free may be gone before it is asked for, and asking again must not become a habit.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    public static IEnumerable<MitigationCommand> Commands(Mitigation state, ConsortiumIndex consortium, DateTimeOffset now) =>
        from engagement in state.Runs ? state.Engagements.Values : []
        where engagement is { Readmitted: false, Paused: false } and ({ State: EngagementState.Exhausted } or { State: EngagementState.Declined, Decline: DeclineCode.Capacity })
        where now >= engagement.Since + After && consortium.Profile(engagement.Operator)?.RulesFree > 0
        select new MitigationCommand.Readmit(engagement.Operator, $"it says that it has filter entries left, {After.TotalMinutes:0} minutes after it had none");
}
