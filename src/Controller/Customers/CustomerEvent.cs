using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>What happened to a customer's mitigation.</summary>
internal abstract record CustomerEvent
{
    public required DateTimeOffset At { get; init; }

    public sealed record Accepted(string Customer, MitigationRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : CustomerEvent;

    /// <summary>The same traffic for longer.</summary>
    public sealed record Refreshed(MitigationRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : CustomerEvent;

    /// <summary>Other traffic.</summary>
    public sealed record Rescoped(MitigationRequest Request, DateTimeOffset Date, string Hash, DateTimeOffset End) : CustomerEvent;

    /// <summary>The own order is written anew, because it ends before the mitigation.</summary>
    public sealed record Renewed : CustomerEvent;

    public sealed record Escalated(string Alert, Uri Server, string Reason, string? Instead, bool NothingThere) : CustomerEvent;

    public sealed record OverThere(string Alert) : CustomerEvent;

    public sealed record Counted(StoredFigures Figures) : CustomerEvent;

    public sealed record Ended(CustomerEnd Reason, string By) : CustomerEvent;

    public sealed record OverHere : CustomerEvent;

    public sealed record Closed : CustomerEvent;
}
