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
    [property: Id(1)] ImmutableSortedDictionary<string, Assignment> Assignments);
