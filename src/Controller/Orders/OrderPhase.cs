namespace Controller.Orders;

/// <summary>Where an order stands.</summary>
public enum OrderPhase
{
    /// <summary>Never heard of.</summary>
    None,

    /// <summary>Stored; waits for a person to approve it. Nothing is in place.</summary>
    Waiting,

    /// <summary>Stored; the mitigator has not confirmed it yet. Something may already be in place.</summary>
    Accepted,

    /// <summary>The mitigator confirmed it.</summary>
    Active,

    /// <summary>To be taken out; something may still be in place.</summary>
    Ending,

    /// <summary>Over; nothing is in place. <see cref="HeldOrder.Outcome"/> says why.</summary>
    Over,
}

/// <summary>Why an order is over, or about to be.</summary>
public enum OrderOutcome
{
    None,

    /// <summary>This member does not do it; <see cref="HeldOrder.Decline"/> says why.</summary>
    Declined,

    /// <summary>The orchestrator took it back.</summary>
    Withdrawn,

    /// <summary>Its end came.</summary>
    Expired,

    /// <summary>This member let go: nothing matched for long enough.</summary>
    Released,

    /// <summary>The mitigator ran out of room for it while it was active.</summary>
    Exhausted,
}
