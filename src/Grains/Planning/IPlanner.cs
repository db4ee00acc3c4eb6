using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Sightings;

namespace Grains.Planning;

/// <summary>Decides whom a mitigation asks. Pure and slow: called outside any turn, on immutable input.</summary>
public interface IPlanner
{
    /// <returns>Whom to ask; with <see cref="PlanQuestion.Beside"/> nobody who stands.</returns>
    PlanOutcome Plan(PlanQuestion question, ConsortiumIndex consortium, DateTimeOffset now);

    /// <summary>What sightings are to the policy of this request.</summary>
    SightingUse UseOf(HelpRequest request);

    /// <summary>Why the request cannot be planned at all (unknown policy or operator), or null.</summary>
    string? Check(HelpRequest request, ConsortiumIndex consortium);
}

/// <summary>A plan: the whole and each operator's part.</summary>
[GenerateSerializer, Immutable, Alias("plan-outcome")]
public sealed record PlanOutcome(
    [property: Id(0)] PlanSummary Summary,
    [property: Id(1)] ImmutableSortedDictionary<string, Assignment> Assignments)
{
    /// <summary>What it is worth beside the filters in force; null where nothing tells.</summary>
    [Id(2)] public PlanValue? Value { get; init; }

    /// <summary>Further operators were wanted because those that stand do not suffice, and as many are engaged already as may be.</summary>
    [Id(3)] public bool Full { get; init; }

    /// <summary>Further operators were wanted, and what they and those that stand leave fits the asker's link.</summary>
    [Id(4)] public bool Enough { get; init; }
}

/// <summary>What a plan is worth beside the filters in force, in any one unit: traffic times AS hops spared where a graph tells hops.</summary>
/// <param name="Planned">Worth of the plan.</param>
/// <param name="InForce">Worth of the filters in force as they are; 0 without any.</param>
/// <param name="Shares">Of each operator with a filter in force the share of the attack that it is expected to drop now, 0..1.</param>
[GenerateSerializer, Immutable, Alias("plan-value")]
public sealed record PlanValue([property: Id(0)] double Planned, [property: Id(1)] double InForce, [property: Id(2)] ImmutableSortedDictionary<string, double> Shares);
