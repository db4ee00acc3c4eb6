using System.Collections.Immutable;
using Storage.Shells;

namespace Grains.Mitigations;

/// <summary>Let the planner find whom to ask for this scope.</summary>
/// <param name="Wave">Which call for further operators it is for; with 0 and no exceptions the first plan.</param>
/// <param name="Except">Operators that are not asked (again).</param>
/// <param name="Anew">For everybody, to be held against the filters that stand; otherwise a wave is for further operators.</param>
public sealed record MakePlan(int Scope, int Wave, ImmutableArray<string> Except, bool Anew = false) : Effect;

/// <summary>Tell one controller what it is asked now; a withdrawal when the engagement was withdrawn. The same revision may be sent any number of times.</summary>
public sealed record SendOrder(Engagement Engagement) : Effect
{
    public bool Withdraws => Engagement.State == EngagementState.Withdrawing;
}
