using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Sightings;

namespace NearSource.Planning;

/// <summary>Which operators a mitigation asks, and why them. Explains itself, for the ledger and for plan_only.</summary>
/// <param name="Policy">The policy that made it.</param>
/// <param name="Entries">Who is asked, in the order of importance; nobody twice.</param>
/// <param name="Skipped">Every other candidate, and every listed operator that cannot be asked, each with its reason; by name.</param>
/// <param name="Reach">
/// Share of the attack that starts in a network of an operator that could be asked, 0..1; null when nothing is known of where it comes from.
/// Without an AS graph what merely crosses a member is not counted, so it is a lower bound.
/// </param>
/// <param name="Unmapped">Share of the attack whose origin is unknown, 0..1; null when nothing is known of where it comes from.</param>
/// <param name="ExpectedResidueBps">What is left of the volume if each asked operator drops its expected share, bits/s: an upper bound, as <see cref="Reach"/> is a lower one. Null without volume or sources.</param>
/// <param name="Sufficient">Whether that residue fits the asker's link; null when either is unknown.</param>
public sealed record Plan(
    string Policy,
    ImmutableArray<PlanEntry> Entries,
    ImmutableArray<SkippedOperator> Skipped,
    double? Reach,
    double? Unmapped,
    double? ExpectedResidueBps,
    bool? Sufficient)
{
    /// <summary>Whether the attack was followed through an AS graph: <see cref="Reach"/> then counts what crosses a member.</summary>
    public bool Routed { get; init; }

    /// <summary>Whether nothing tells where the attack comes from, and those asked were chosen as if it came from everywhere: nothing is expected of anybody.</summary>
    public bool Guessed { get; init; }

    /// <summary>Share of the AS hops that asking every candidate could spare the attack's traffic that the plan does, 0..1; null without a graph.</summary>
    public double? HopsSaved { get; init; }

    /// <summary>What else decided the plan, for people; names neither sources nor members.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Members whose sightings contradict others'.</summary>
    public ImmutableArray<Doubt> Doubts { get; init; } = [];

    /// <summary>What it is worth beside the filters in force; null where nothing is known of the sources.</summary>
    public PlanWorth? Worth { get; init; }
}

/// <summary>One operator that is asked.</summary>
/// <param name="Operator">Its member id.</param>
/// <param name="Match">What its order matches; never wider than the request.</param>
/// <param name="ExpectedShare">Share of the attack that starts in its networks or, with an AS graph, that it is the first of the asked to see, 0..1; 0 also when that is unknown.</param>
/// <param name="Hops">AS hops from the sources to it, on average, rounded; null when unknown.</param>
/// <param name="Sources">The sources expected there; a hint where the match does not name them.</param>
/// <param name="Reason">Why it is asked, for people.</param>
public sealed record PlanEntry(string Operator, TrafficMatch Match, double ExpectedShare, int? Hops, ImmutableArray<Prefix> Sources, string Reason)
{
    /// <summary>AS hops from it to the target, on average over its share; null when unknown.</summary>
    public double? HopsLeft { get; init; }

    /// <summary>Asked not for being near the sources but to stand before what the others leave.</summary>
    public bool Backstop { get; init; }
}


/// <summary>An operator that is not asked.</summary>
/// <param name="Operator">Its member id.</param>
/// <param name="Cause">Why, for programs.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record SkippedOperator(string Operator, SkipCause Cause, string Reason);

/// <summary>Why an operator is not asked.</summary>
public enum SkipCause
{
    /// <summary>It is the one that asks.</summary>
    Asker,

    /// <summary>It does not offer the requested action.</summary>
    Action,

    /// <summary>It cannot filter the target's address family.</summary>
    IpVersion,

    /// <summary>It has no filter entries left.</summary>
    Rules,

    /// <summary>It is a scrubber, and the request gives no returning path.</summary>
    ReturningPath,

    /// <summary>As many as may be asked are asked already.</summary>
    Limit,

    /// <summary>Where nothing tells where the attack comes from: nothing came through it when it was asked as a guess.</summary>
    InVain,

    /// <summary>With it all together would charge more than they may.</summary>
    Cost,

    /// <summary>Manual policy, and it is not listed.</summary>
    NotListed,

    /// <summary>It is listed but is no approved operator.</summary>
    Unknown,
}

/// <summary>A plan, or why there is none; exactly one is set.</summary>
public sealed record PlanResult(Plan? Plan, string? Refusal);
