using System.Collections.Immutable;
using Grains.Identity;
using Grains.Planning;

namespace Grains.Mitigations;

/// <summary>What happened with a mitigation.</summary>
public abstract record MitigationEvent
{
    private MitigationEvent()
    {
    }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    public sealed record Accepted(MitigationKey Key, HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End, Principal? Who = null, string Salt = "") : MitigationEvent;

    /// <summary>Same scope, new end; every standing order gets its next revision.</summary>
    /// <param name="OtherSources">Whether it tells other sources than the one before.</param>
    public sealed record Refreshed(HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End, Principal? Who = null, bool OtherSources = false) : MitigationEvent;

    /// <summary>Less of the same traffic: every standing order is cut down to it by its next revision, and who is left with nothing is withdrawn.</summary>
    /// <param name="Left">What each operator goes on with that is left with something.</param>
    public sealed record Narrowed(HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End, ImmutableSortedDictionary<string, Assignment> Left, Principal? Who = null) : MitigationEvent;

    /// <summary>Another scope: standing orders stay as they are until the plan for it is stored, but those for targets of which it names none, which are withdrawn.</summary>
    public sealed record Rescoped(HelpRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End, Principal? Who = null) : MitigationEvent;

    /// <summary>The intent of all engagements at once.</summary>
    public sealed record Planned(PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments) : MitigationEvent;

    /// <summary>Further operators are wanted; nothing changes for those already asked.</summary>
    /// <param name="Further">How many, to take the place of others; null: as many as a plan may ask, because those there are do not suffice.</param>
    public sealed record Recruiting(string Why, int? Further = null) : MitigationEvent
    {
        /// <summary>Operators that a guess asked and through which nothing comes: as many of them go as are found.</summary>
        public ImmutableArray<string> Trying { get; init; } = [];
    }

    /// <summary>A plan for everybody is wanted anew; nothing changes before there is one.</summary>
    /// <param name="Late">Operators because of whose late word it is; default: it is because of something else.</param>
    /// <param name="OtherPaths">Whether the attack may take other ways now than it did: those that were of no use may be now.</param>
    public sealed record Replanning(string Why, ImmutableArray<string> Late = default, bool OtherPaths = false) : MitigationEvent;

    /// <summary>It is worth more than the filters in force: the new ones are asked, who stays gets other terms where they differ, who is left out stays until nothing matches there.</summary>
    public sealed record Replanned(PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments, PlanValue? Value) : MitigationEvent;

    /// <summary>It is not: what stands is kept.</summary>
    public sealed record Kept(PlanSummary Summary, PlanValue? Value) : MitigationEvent;

    /// <summary>An operator that refused or ran out may be asked again.</summary>
    public sealed record Readmitted(string Operator, string Why) : MitigationEvent;

    /// <summary>The intent of the further operators' engagements; perhaps of nobody's.</summary>
    /// <param name="Full">As many are engaged as may be.</param>
    /// <param name="Enough">With them those that stand leave no more than fits the asker's link: nobody is missing.</param>
    public sealed record Recruited(PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments, bool Full = false, bool Enough = false) : MitigationEvent;

    /// <summary>Terms that waited take effect as the next revision.</summary>
    public sealed record Changed(ImmutableArray<string> Operators) : MitigationEvent;

    /// <summary>How the asker fares has changed.</summary>
    /// <param name="Low">Whether it is attacked and fares worse than its threshold.</param>
    public sealed record EfficacyTold(Principal Who, DateTimeOffset Date, bool AttackOver, int Health, bool Low = false) : MitigationEvent;

    /// <summary>The newest engagement is withdrawn: the asker's health fell since it began to filter.</summary>
    public sealed record Paused(string Operator, int Before, int Health) : MitigationEvent;

    /// <summary>An operator that may not help any more is withdrawn.</summary>
    /// <param name="Missed">Whether another is to be looked for in its place later.</param>
    /// <param name="Rest">For how long it is not asked again if it is let go for the first time; null: nothing keeps it away that it did here.</param>
    public sealed record Dismissed(string Operator, string Why, bool Missed = false, TimeSpan? Rest = null) : MitigationEvent;

    /// <summary>The asker has seen the end.</summary>
    public sealed record Acknowledged(Principal Who) : MitigationEvent;

    /// <summary>The account of one engagement is closed: what was counted for it stands in the state.</summary>
    public sealed record Used(string Operator) : MitigationEvent;

    /// <summary>Every account is closed.</summary>
    public sealed record Settled : MitigationEvent;

    public sealed record EngagementMoved(string Operator, EngagementState State, DeclineCode? Decline) : MitigationEvent;

    /// <summary>Totals as controllers had reported them, so that they survive a crash.</summary>
    public sealed record Counted(ImmutableSortedDictionary<string, Count> Counts, Figures Peaks) : MitigationEvent;

    /// <summary>An operator said something that cannot be true; nothing changes, it is remembered.</summary>
    public sealed record Flagged(string Operator, string What) : MitigationEvent;

    /// <summary>Orders of an indefinite mitigation get a later end.</summary>
    public sealed record Renewed : MitigationEvent;

    public sealed record Ended(EndReason Reason, string By, Principal? Who = null, string Why = "") : MitigationEvent;

    /// <summary>Nobody holds anything any more.</summary>
    public sealed record Closed : MitigationEvent;
}
