using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Grains.Mitigations;

/// <summary>What the plan wants of one operator, and why.</summary>
[GenerateSerializer, Immutable, Alias("assignment")]
public sealed record Assignment
{
    /// <summary>Share of the attack expected to cross this operator, 0..1.</summary>
    [Id(0)] public double Share { get; init; }

    /// <summary>What its filter must match; never wider than the request.</summary>
    [Id(1)] public required TrafficMatch Match { get; init; }

    /// <summary>Only the sources expected to cross it, as a hint.</summary>
    [Id(2)] public ImmutableArray<Prefix> Sources { get; init; } = [];

    /// <summary>For a person: why this operator.</summary>
    [Id(3)] public string Reason { get; init; } = "";

    /// <summary>What its filter does; null: what the request asks for.</summary>
    [Id(4)] public HelpAction? Action { get; init; }

    /// <summary>Asked not for being near the sources but to stand before what the others leave: one of a mitigation's at most.</summary>
    [Id(5)] public bool Backstop { get; init; }
}

/// <summary>A plan as the mitigation keeps it: for whom, what is expected in all, who was left out and why.</summary>
[GenerateSerializer, Immutable, Alias("plan-summary")]
public sealed record PlanSummary
{
    [Id(0)] public string Policy { get; init; } = "";

    /// <summary>Share of the attack that crosses any member, 0..1; null when nothing is known about the sources.</summary>
    [Id(1)] public double? Reach { get; init; }

    /// <summary>Share of the sources' weight that could not be mapped to an origin.</summary>
    [Id(2)] public double Unmapped { get; init; }

    [Id(3)] public DateTimeOffset At { get; init; }

    /// <summary>Of the byte-hops that all members together could save, the share expected of those asked, 0..1; null where no graph tells.</summary>
    [Id(7)] public double? HopsSaved { get; init; }

    /// <summary>What sort of attack the plan took it for, with the reason; null: not said.</summary>
    [Id(5)] public string? Class { get; init; }

    /// <summary>What else decided the plan, for people.</summary>
    [Id(8)] public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How many a plan may ask that was made as a guess, since nothing tells where the attack comes from (decisions/014); null: it was not.</summary>
    [Id(9)] public int? Guess { get; init; }

    /// <summary>Operators whose sightings contradict others'; names only, what they saw is nobody's business.</summary>
    [Id(6)] public ImmutableArray<string> Doubted { get; init; } = [];

    /// <summary>Which data on the Internet it was made with, see <see cref="Planning.PlanningData.Version"/>.</summary>
    [Id(20)] public string Map { get; init; } = "";

    /// <summary>Operators left out, each with the reason.</summary>
    [Id(4)] public ImmutableSortedDictionary<string, string> Skipped { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
