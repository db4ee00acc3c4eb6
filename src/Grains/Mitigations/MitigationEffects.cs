using Storage.Shells;

namespace Grains.Mitigations;

/// <summary>Let the planner find whom to ask for this scope.</summary>
public sealed record MakePlan(int Scope) : Effect;

/// <summary>Tell one controller what it is asked now; a withdrawal when the engagement was withdrawn. The same revision may be sent any number of times.</summary>
public sealed record SendOrder(Engagement Engagement) : Effect
{
    public bool Withdraws => Engagement.State == EngagementState.Withdrawing;
}
