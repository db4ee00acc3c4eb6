using System.Collections.Immutable;

namespace NearSource.Planning;

/// <summary>A named way of choosing whom to ask. What each is asked for, and the plan's figures, are the same for all policies.</summary>
internal interface IPlanPolicy
{
    /// <summary>The name requests and settings use.</summary>
    string Name { get; }

    /// <summary>Whether only operators that the asker named are asked.</summary>
    bool ByList => false;

    /// <summary>What in the request contradicts the policy; null when nothing does.</summary>
    string? Refusal(PlanInput input) => null;

    /// <summary>Whom to ask, in order, of those that are eligible (ordered by member id).</summary>
    /// <param name="paths">Where the attack's paths run; null where no graph tells, or nothing of where it comes from.</param>
    Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths);
}

/// <summary>What a policy chose.</summary>
/// <param name="Asked">In the order of importance, each with its reason.</param>
/// <param name="Left">Eligible ones that are not asked.</param>
internal sealed record Choice(ImmutableArray<(Candidate Operator, string Reason)> Asked, ImmutableArray<SkippedOperator> Left)
{
    /// <summary>What it was made by as if the attack came from everywhere, which says nothing of this one; null where something is known, or nothing was needed.</summary>
    public PathMap? AsFromEverywhere { get; init; }

    /// <summary>The one that is asked to stand before what the others leave; null without.</summary>
    public string? Backstop { get; init; }
}
