using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>What can be said to a customer's mitigation.</summary>
internal abstract record CustomerCommand
{
    /// <summary>The request: the first, a retry, a refresh or a change of scope.</summary>
    /// <param name="Request">Targets resolved.</param>
    /// <param name="Date">Of the message; the newest wins.</param>
    /// <param name="Hash">Of the message's body.</param>
    public sealed record Ask(string Customer, MitigationRequest Request, DateTimeOffset Date, string Hash) : CustomerCommand;

    /// <param name="By">Who, for a person.</param>
    public sealed record Withdraw(string By) : CustomerCommand;

    /// <summary>The mitigators say that there is nothing to drop any more.</summary>
    public sealed record Cease(string Why) : CustomerCommand;

    /// <summary>The orchestrator is to be asked, instead of the one before if there is one.</summary>
    /// <param name="Reason">Why own means do not suffice.</param>
    /// <param name="Instead">Why not the one before; null for the first.</param>
    /// <param name="NothingThere">The one before is known to have accepted nothing, so that there is nothing to end.</param>
    public sealed record Escalate(string Alert, Uri Server, string Reason, string? Instead, bool NothingThere) : CustomerCommand;

    /// <summary>An orchestrator said that it holds nothing under this alert_id any more.</summary>
    public sealed record OverThere(string Alert) : CustomerCommand;

    /// <summary>The own order of this revision is over.</summary>
    public sealed record OverHere(int Revision) : CustomerCommand;

    /// <summary>Figures to be kept over a crash.</summary>
    public sealed record Count(StoredFigures Figures) : CustomerCommand;

    /// <summary>Time went on.</summary>
    public sealed record Tick : CustomerCommand;
}
