using System.Collections.Immutable;

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
    public sealed record Ask(MitigationKey Key, HelpRequest Request, DateTimeOffset Date, string Hash) : MitigationCommand;

    /// <summary>What the planner found for one scope.</summary>
    /// <param name="Scope">The scope it was made for; an older one is not taken.</param>
    public sealed record Plan(int Scope, PlanSummary Summary, ImmutableSortedDictionary<string, Assignment> Assignments) : MitigationCommand;

    /// <summary>What a controller said about one revision: the answer to an order, or a report.</summary>
    public sealed record Hear(string Operator, int Revision, EngagementState State, DeclineCode? Decline = null) : MitigationCommand;

    /// <summary>The end, wanted by the asker or somebody who may.</summary>
    public sealed record Withdraw(string By) : MitigationCommand;

    /// <summary>The totals to be kept over a crash.</summary>
    public sealed record Count(ImmutableSortedDictionary<string, Mitigations.Count> Counts, Figures Peaks) : MitigationCommand;

    /// <summary>An operator's report contradicts an earlier one.</summary>
    public sealed record Flag(string Operator, string What) : MitigationCommand;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : MitigationCommand;
}
