using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>extensions.orchestrator of a status update: one of the two (mechanism, section 2).</summary>
public sealed record MitigationStatusExtension
{
    /// <summary>In a controller's report.</summary>
    public EngagementReport? Engagement { get; init; }

    /// <summary>In what an asker is told.</summary>
    public MitigationOverview? Mitigation { get; init; }
}

/// <summary>What a controller says of one order.</summary>
public sealed record EngagementReport
{
    public string Id { get; init; } = "";

    /// <summary>Revision of the order this is about.</summary>
    public int Revision { get; init; }

    public EngagementReportState State { get; init; }

    /// <summary>With <see cref="EngagementReportState.Declined"/>.</summary>
    public DeclineCode? Decline { get; init; }

    public long? RulesFree { get; init; }

    /// <summary>Grows with every report of this engagement.</summary>
    public long? Report { get; init; }
}

/// <summary>What an asker is told beyond the draft.</summary>
public sealed record MitigationOverview
{
    public string? State { get; init; }

    /// <summary>Share of the attack that crosses a member, 0..1.</summary>
    public double? Reach { get; init; }

    /// <summary>Share of the attack whose sources nobody can place, 0..1; it counts as out of reach.</summary>
    public double? Unmapped { get; init; }

    /// <summary>With plan_only: of the byte-hops that all members together could save, the share that those asked are expected to save, 0..1.</summary>
    public double? HopsSaved { get; init; }

    /// <summary>With plan_only: what sort of attack it is taken for, with the reason, for people.</summary>
    public string? Class { get; init; }

    /// <summary>With plan_only: what else decided the plan, for people.</summary>
    public string? Notes { get; init; }

    /// <summary>Share of the attack that is dropped, 0..1.</summary>
    public double? Removed { get; init; }

    /// <summary>What still arrives, bits/s.</summary>
    public long? ResidueBps { get; init; }

    public ImmutableArray<OperatorOverview> Operators { get; init; } = [];
}

/// <summary>One engaged operator as an asker sees it.</summary>
public sealed record OperatorOverview
{
    /// <summary>Null where the consortium's visibility hides it.</summary>
    public string? Name { get; init; }

    public string? State { get; init; }

    /// <summary>Bits/s.</summary>
    public long? DroppedBps { get; init; }

    /// <summary>Age of these figures.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Share of the attack that the plan expects to be dropped there, 0..1.</summary>
    public double? Share { get; init; }

    /// <summary>With plan_only: why it would be asked, for people.</summary>
    public string? Reason { get; init; }
}
