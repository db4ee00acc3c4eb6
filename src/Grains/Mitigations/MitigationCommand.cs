using System.Collections.Immutable;
using Grains.Identity;
using Grains.Planning;

namespace Grains.Mitigations;

/// <summary>What may be asked of a mitigation.</summary>
public abstract record MitigationCommand
{
    private MitigationCommand()
    {
    }

    /// <summary>The asker's request: the first, a retry, a refresh or a change of scope.</summary>
    /// <param name="Date">`Date` of the message; the newest wins.</param>
    /// <param name="Hash">Hash of the message's body.</param>
    /// <param name="Who">Who sent it; null when nobody did.</param>
    /// <param name="Salt">For the hash of sources in the ledger, should this be the first.</param>
    public sealed record Ask(MitigationKey Key, HelpRequest Request, DateTimeOffset Date, string Hash, Principal? Who = null, string Salt = "") : MitigationCommand;

    /// <summary>What the planner found for one scope.</summary>
    /// <param name="Scope">The scope it was made for; an older one is not taken.</param>
    /// <param name="Wave">For which call for further operators, or for a plan anew.</param>
    /// <param name="Value">What it is worth beside the filters in force; null where nothing tells.</param>
    /// <param name="Full">As many are engaged as may be, though further ones were wanted.</param>
    /// <param name="Enough">What those that stand and those that it asks leave fits the asker's link.</param>
    public sealed record Plan(int Scope, PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments, int Wave = 0, PlanValue? Value = null, bool Full = false, bool Enough = false) : MitigationCommand;

    /// <summary>What a controller said about one revision: the answer to an order, or a report.</summary>
    public sealed record Hear(string Operator, int Revision, EngagementState State, DeclineCode? Decline = null) : MitigationCommand;

    /// <summary>The end, wanted by the asker or somebody who may.</summary>
    /// <param name="By">Member id, or what decided.</param>
    /// <param name="Who">Who sent the message; null when it was decided here.</param>
    /// <param name="Why">For a person.</param>
    public sealed record Withdraw(string By, EndReason Reason = EndReason.Withdrawn, Principal? Who = null, string Why = "") : MitigationCommand;

    /// <summary>How the asker fares.</summary>
    /// <param name="Date">`Date` of the message; an older one than the newest changes nothing.</param>
    /// <param name="Health">0..100.</param>
    /// <param name="RecruitBelow">The asker's threshold: with less health, and still under attack, further operators are asked.</param>
    public sealed record Efficacy(Principal Who, DateTimeOffset Date, bool AttackOver, int Health, int RecruitBelow) : MitigationCommand;

    /// <summary>The asker has seen the final status.</summary>
    public sealed record Acknowledge(Principal Who) : MitigationCommand;

    /// <summary>An operator may not help any more: what it was asked is withdrawn, and others are looked for.</summary>
    public sealed record Dismiss(string Operator, string Why) : MitigationCommand;

    /// <summary>Everything is over and counted: who did what goes into the ledger.</summary>
    public sealed record Settle : MitigationCommand;

    /// <summary>The totals to be kept over a crash.</summary>
    public sealed record Count(ImmutableSortedDictionary<string, Mitigations.Count> Counts, Figures Peaks) : MitigationCommand;

    /// <summary>An operator's report contradicts an earlier one.</summary>
    public sealed record Flag(string Operator, string What) : MitigationCommand;

    /// <summary>Why an operator refused or ran out has gone: it may be asked again.</summary>
    public sealed record Readmit(string Operator, string Why) : MitigationCommand;

    /// <summary>Time has passed.</summary>
    /// <param name="Map">Which data on the Internet plans are made with now; null: not looked at.</param>
    /// <param name="MapSince">Since when.</param>
    /// <param name="Late">Operators that said what they see too late for the newest plan; default: nobody.</param>
    public sealed record Tick(string? Map = null, DateTimeOffset MapSince = default, ImmutableArray<string> Late = default) : MitigationCommand;
}
