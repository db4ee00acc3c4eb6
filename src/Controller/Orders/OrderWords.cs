using System.Diagnostics;
using System.Text.Json;
using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>The words for orders in the log, in the ledger and on the wire.</summary>
internal static class OrderWords
{
    /// <summary>As mechanism, section 2 spells it.</summary>
    public static string Of(EngagementReportState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>As mechanism, section 2 spells it.</summary>
    public static string Of(DeclineCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    /// <summary>For people.</summary>
    public static string Of(AttackStatus attack) => attack == AttackStatus.Terminated ? "over" : "going on";

    public static string Of(Treatment treatment) => JsonNamingPolicy.SnakeCaseLower.ConvertName(treatment.ToString());

    /// <summary>Stable name of what happened.</summary>
    public static string Of(OrderEvent happened) => happened switch
    {
        OrderEvent.Accepted => "accepted",
        OrderEvent.Refreshed => "refreshed",
        OrderEvent.Postponed => "waiting",
        OrderEvent.TookEffect { By: null } => "took-effect",
        OrderEvent.TookEffect => "approved",
        OrderEvent.DeclinedByHand => "declined-by-hand",
        OrderEvent.Stopped => "stopped",
        OrderEvent.Narrowed => "narrowed",
        OrderEvent.Lifted => "lifted",
        OrderEvent.Declined => "declined",
        OrderEvent.CameTooLate => "too-late",
        OrderEvent.Withdrawn => "withdrawn",
        OrderEvent.Applied => "applied",
        OrderEvent.Vanished => "vanished",
        OrderEvent.Ending { Outcome: OrderOutcome.Expired } => "expired",
        OrderEvent.Ending { Outcome: OrderOutcome.Released } => "released",
        OrderEvent.Ending { Outcome: OrderOutcome.Exhausted } => "exhausted",
        OrderEvent.Ending => "refused",
        OrderEvent.Ended => "ended",
        _ => throw new UnreachableException(),
    };
}
