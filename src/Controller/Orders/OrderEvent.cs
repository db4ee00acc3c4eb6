using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>What happened to a held order.</summary>
public abstract record OrderEvent
{
    /// <param name="Replaces">The revision whose terms may still be in place.</param>
    /// <param name="Changed">When terms in force change to more or other filtering by it.</param>
    /// <param name="Approved">Whether a person's approval of earlier terms covers these.</param>
    public sealed record Accepted(Order Order, OrderTerms Terms, int? Replaces, DateTimeOffset? Changed = null, bool Approved = false) : OrderEvent;

    /// <summary>The next revision is kept and takes effect later.</summary>
    public sealed record Postponed(Order Order, WaitingTerms Waiting) : OrderEvent;

    /// <summary>What waited takes effect.</summary>
    /// <param name="Replaces">The revision whose terms may still be in place.</param>
    /// <param name="By">Who approved it; null when its time had come.</param>
    public sealed record TookEffect(int Revision, int? Replaces, DateTimeOffset At, string? By) : OrderEvent;

    public sealed record DeclinedByHand(DeclineCode Code, string Reason) : OrderEvent;

    public sealed record Stopped(string Reason) : OrderEvent;

    /// <summary>By changed rules less is to be filtered: these terms wait for what stands to be taken out, or for what they waited for.</summary>
    /// <param name="TakesOut">Whether what stands filters more than it may.</param>
    public sealed record Narrowed(WaitingTerms Waiting, bool TakesOut) : OrderEvent;

    /// <summary>What was declined because of a stop is not any more: it holds nothing, and may be ordered again.</summary>
    public sealed record Lifted : OrderEvent;

    /// <summary>The next revision moved the end and nothing else.</summary>
    public sealed record Refreshed(Order Order) : OrderEvent;

    public sealed record Declined(Order Order, DeclineCode Code, string Reason) : OrderEvent;

    /// <summary>The order came when its end had passed.</summary>
    public sealed record CameTooLate(Order Order) : OrderEvent;

    public sealed record Withdrawn(string Engagement, string Alert, int Revision, DateTimeOffset RememberUntil) : OrderEvent;

    public sealed record Applied(int TermsRevision) : OrderEvent;

    public sealed record Vanished : OrderEvent;

    /// <summary>The filter is to go, for a reason of this member's own.</summary>
    public sealed record Ending(OrderOutcome Outcome, DeclineCode? Code, string Reason) : OrderEvent;

    public sealed record Ended : OrderEvent;
}
