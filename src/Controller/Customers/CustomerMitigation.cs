using System.Collections.Immutable;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>One accepted request of a customer, or of this operator's own detector, and all that was promised about it: one stored document.</summary>
internal sealed record CustomerMitigation
{
    public static readonly CustomerMitigation None = new();

    public string Customer { get; init; } = "";

    /// <summary>alert_id as the customer chose it.</summary>
    public string Alert { get; init; } = "";

    public CustomerPhase Phase { get; init; }

    /// <summary>The newest request, its targets resolved to addresses. Null once nothing is left to be done about it.</summary>
    public MitigationRequest? Request { get; init; }

    /// <summary>`Date` of the newest request.</summary>
    public DateTimeOffset RequestDate { get; init; }

    /// <summary>Hash of its body.</summary>
    public string RequestHash { get; init; } = "";

    /// <summary>Grows with every change of scope or end: the revision of the own order.</summary>
    public int Revision { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ends unless it is refreshed. <see cref="DateTimeOffset.MaxValue"/>: indefinite.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>When the own order ends: <see cref="End"/>, or a day from when it was written; renewed.</summary>
    public DateTimeOffset OrderEnd { get; init; }

    /// <summary>Nothing of it is in place here any more.</summary>
    public bool OwnIsOver { get; init; }

    /// <summary>What the orchestrators were asked, the newest last; those that are over are forgotten with the next one.</summary>
    public ImmutableArray<Escalated> Escalations { get; init; } = [];

    public StoredFigures Figures { get; init; } = StoredFigures.Zero;

    public CustomerEnd EndReason { get; init; }

    /// <summary>Who or what ended it, for a person.</summary>
    public string EndedBy { get; init; } = "";

    public DateTimeOffset EndedAt { get; init; }

    public string Key => KeyOf(Customer, Alert);

    public bool Runs => Phase == CustomerPhase.Running;

    /// <summary>What is asked of the orchestrator now; null: nothing.</summary>
    public Escalated? Asked => Escalations is [.., { IsOver: false } newest] ? newest : null;

    public static string KeyOf(string customer, string alert) => $"{customer}:{alert}";
}

/// <summary>Where a customer's mitigation stands.</summary>
internal enum CustomerPhase
{
    /// <summary>Never accepted.</summary>
    None,

    Running,

    /// <summary>Over for the customer; something may still be in place here or with the orchestrator.</summary>
    Ending,

    /// <summary>Nothing is left. Remembered so that a late repetition revives nothing.</summary>
    Closed,
}

/// <summary>Why a mitigation ended.</summary>
internal enum CustomerEnd
{
    None,

    /// <summary>The customer, the detector or a person ended it.</summary>
    Withdrawn,

    /// <summary>Its lifetime passed without a refresh.</summary>
    Expired,

    /// <summary>The mitigators found nothing to drop any more.</summary>
    Ceased,
}

/// <summary>The same mitigation as it was asked of one orchestrator, under an alert_id of this operator's own. Stored before it is sent, so that no crash asks twice.</summary>
/// <param name="Server">Base URL of the orchestrator.</param>
/// <param name="Reason">Why own means do not suffice, for a person.</param>
/// <param name="IsOver">The orchestrator said that it has ended, or that it never was.</param>
internal sealed record Escalated(string Alert, Uri Server, string Reason, DateTimeOffset At, bool IsOver);
