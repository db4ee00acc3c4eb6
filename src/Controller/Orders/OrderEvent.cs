using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>What happened to a held order.</summary>
public abstract record OrderEvent
{
    /// <param name="Replaces">The revision whose terms may still be in place.</param>
    public sealed record Accepted(Order Order, OrderTerms Terms, int? Replaces) : OrderEvent;

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
