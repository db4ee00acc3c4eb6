using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>What this member was ordered for one engagement, and what became of it.</summary>
/// <param name="Engagement">The engagement's id; ends in "/" and this operator's id.</param>
/// <param name="Alert">alert_id the orchestrator minted for the mitigation.</param>
/// <param name="Revision">Highest revision heard of, order or withdrawal.</param>
/// <param name="TermsRevision">The revision that last changed the terms: what the mitigator was told. A refresh leaves it.</param>
/// <param name="Terms">Null when the engagement is only known by its withdrawal, or was declined at once.</param>
/// <param name="NotAfter">When the filter ends by itself, by this controller's clock.</param>
/// <param name="RememberUntil">No revision heard of may still be in force after it; until then they are all remembered, so that a late one cannot revive.</param>
/// <param name="Confirmed">Whether the mitigator confirmed these terms; kept while they are taken out.</param>
/// <param name="Reason">For a person: why declined or over.</param>
public sealed record HeldOrder(
    string Engagement,
    string Alert,
    int Revision,
    int TermsRevision,
    OrderTerms? Terms,
    DateTimeOffset NotAfter,
    DateTimeOffset RememberUntil,
    OrderPhase Phase,
    bool Confirmed,
    OrderOutcome Outcome,
    DeclineCode? Decline,
    string? Reason)
{
    /// <summary>What a newer revision changes and what is not in force yet; null when nothing waits.</summary>
    public WaitingTerms? Waiting { get; init; }

    /// <summary>When the terms in force last changed to more or other filtering; null: not since they were first set.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Whether a person approved the terms in force.</summary>
    public bool Approved { get; init; }

    /// <summary>Whether a person declined it: later revisions are declined alike.</summary>
    public bool ByHand { get; init; }

    public static readonly HeldOrder None = new("", "", 0, 0, null, default, default, OrderPhase.None, false, OrderOutcome.None, null, null);

    /// <summary>Whether something may be in the mitigator because of this order.</summary>
    public bool MayHold => Phase is OrderPhase.Accepted or OrderPhase.Active or OrderPhase.Ending;

    /// <summary>Filter entries kept for it: of what may be in place or of what waits, whichever are more.</summary>
    public int Rules => Math.Max(MayHold && Terms is { } terms ? terms.Rules : 0, Waiting?.Terms.Rules ?? 0);

    /// <summary>
    /// The outcome to answer and to report. While a filter is being taken out the order counts as what it was:
    /// "ended" is only said of what is gone. A decline is said at once, since it is about the newest revision. While that one waits it is
    /// accepted and no more, whatever stands of an earlier one.
    /// </summary>
    public EngagementReportState Reported => (Phase, Outcome) switch
    {
        _ when Waiting is not null => EngagementReportState.Accepted,
        (OrderPhase.Accepted, _) => EngagementReportState.Accepted,
        (OrderPhase.Active, _) => EngagementReportState.Active,
        (_, OrderOutcome.Declined) => EngagementReportState.Declined,
        (OrderPhase.Ending, _) => Confirmed ? EngagementReportState.Active : EngagementReportState.Accepted,
        (_, OrderOutcome.Released) => EngagementReportState.Released,
        (_, OrderOutcome.Exhausted) => EngagementReportState.Exhausted,
        _ => EngagementReportState.Ended,
    };
}
