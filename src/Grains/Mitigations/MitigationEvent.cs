using System.Collections.Immutable;

namespace Grains.Mitigations;

/// <summary>What happened with a mitigation.</summary>
public abstract record MitigationEvent
{
    private MitigationEvent()
    {
    }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    public sealed record Accepted(MitigationKey Key, HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : MitigationEvent;

    /// <summary>Same scope, new end; every standing order gets its next revision.</summary>
    public sealed record Refreshed(HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : MitigationEvent;

    /// <summary>Another scope: standing orders stay as they are until the plan for it is stored.</summary>
    public sealed record Rescoped(HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : MitigationEvent;

    /// <summary>The intent of all engagements at once.</summary>
    public sealed record Planned(PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments) : MitigationEvent;

    public sealed record EngagementMoved(string Operator, EngagementState State, DeclineCode? Decline) : MitigationEvent;

    /// <summary>Totals as controllers had reported them, so that they survive a crash.</summary>
    public sealed record Counted(ImmutableSortedDictionary<string, Count> Counts, Figures Peaks) : MitigationEvent;

    /// <summary>An operator said something that cannot be true; nothing changes, it is remembered.</summary>
    public sealed record Flagged(string Operator, string What) : MitigationEvent;

    /// <summary>Orders of an indefinite mitigation get a later end.</summary>
    public sealed record Renewed : MitigationEvent;

    public sealed record Ended(EndReason Reason, string By) : MitigationEvent;

    /// <summary>Nobody holds anything any more.</summary>
    public sealed record Closed : MitigationEvent;
}
