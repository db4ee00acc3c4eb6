using System.Collections.Immutable;
using Dots.Addressing;

namespace Grains.Mitigations;

/// <summary>The federated status of one mitigation, as of one moment. Never claims more than controllers said.</summary>
[GenerateSerializer, Immutable, Alias("mitigation-status")]
public sealed record MitigationStatus
{
    /// <summary>No message lists more operators than this, so that a status of thousands still fits 64 KiB; the totals count all of them.</summary>
    public const int OperatorsShown = 350;

    [Id(0)] public required string Key { get; init; }

    /// <summary>Later statuses of the same mitigation have greater numbers, also after a crash.</summary>
    [Id(1)] public required long Version { get; init; }

    [Id(2)] public required MitigationPhase Phase { get; init; }

    [Id(3)] public required EndReason EndReason { get; init; }

    [Id(4)] public required DateTimeOffset At { get; init; }

    [Id(5)] public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ends unless refreshed; <see cref="DateTimeOffset.MaxValue"/>: indefinite.</summary>
    [Id(6)] public required DateTimeOffset End { get; init; }

    [Id(7)] public DateTimeOffset EndedAt { get; init; }

    /// <summary>Share of the attack that crosses a member; null: unknown.</summary>
    [Id(8)] public double? Reach { get; init; }

    /// <summary>Share of the attack whose sources nobody can place; null: unknown.</summary>
    [Id(16)] public double? Unmapped { get; init; }

    /// <summary>Share of the asker's volume that is dropped now; null when the volume is unknown.</summary>
    [Id(9)] public double? Removed { get; init; }

    /// <summary>What is left of the asker's volume, bit/s; null when the volume is unknown.</summary>
    [Id(10)] public double? ResidueBps { get; init; }

    [Id(11)] public Figures Totals { get; init; } = Figures.Zero;

    /// <summary>Peaks of the summed series, never sums of peaks.</summary>
    [Id(12)] public Figures Peaks { get; init; } = Figures.Zero;

    [Id(13)] public ImmutableArray<EngagementStatus> Operators { get; init; } = [];

    [Id(14)] public ImmutableArray<Prefix> Targets { get; init; } = [];

    [Id(15)] public DiscardedTraffic Discarded { get; init; } = DiscardedTraffic.None;

    public bool Runs => Phase is MitigationPhase.Accepted or MitigationPhase.Planned;
}

/// <summary>What one engaged operator does, with the age of its figures.</summary>
[GenerateSerializer, Immutable, Alias("engagement-status")]
public sealed record EngagementStatus
{
    [Id(0)] public required string Operator { get; init; }

    [Id(1)] public required EngagementState State { get; init; }

    [Id(2)] public DeclineCode? Decline { get; init; }

    /// <summary>Share of the attack the plan expects there.</summary>
    [Id(3)] public double Share { get; init; }

    [Id(4)] public Figures Figures { get; init; } = Figures.Zero;

    /// <summary>When its last report came; null: none came yet.</summary>
    [Id(5)] public DateTimeOffset? ReportedAt { get; init; }
}
