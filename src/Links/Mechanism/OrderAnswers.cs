using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Mitigations;
using Grains.Operators;
using Answered = Dots.Mechanism.MitigationStatus;
using Order = Grains.Operators.Order;

namespace Links.Mechanism;

/// <summary>What a controller's answer to an order means.</summary>
public static class OrderAnswers
{
    internal static DeliveryOutcome Of(Order order, SendResult<MitigationStatusUpdates> result) => result switch
    {
        SendResult<MitigationStatusUpdates>.Ok ok => Understood(order, ok.Message),

        // Without a reason it comes from something in front of the controller, which says nothing about filters.
        SendResult<MitigationStatusUpdates>.Refused { Refusal.ErrorReason: null } foreign => DeliveryOutcome.Failed($"{Text(foreign.Refusal)} without a reason, not the controller's answer"),

        // Nothing of it was ever there: that is what the withdrawal wants.
        SendResult<MitigationStatusUpdates>.Refused { Refusal.Status: 404 } when order.Withdraw => Said(order, EngagementState.Ended),

        // What the controller will never take is declined by it, whatever the words.
        SendResult<MitigationStatusUpdates>.Refused { Permanent: true } refused when !order.Withdraw =>
            Said(order, EngagementState.Declined) with { Failure = $"refused for good: {Text(refused.Refusal)}", Permanent = true },
        SendResult<MitigationStatusUpdates>.Refused refused => DeliveryOutcome.Failed(Text(refused.Refusal)),
        SendResult<MitigationStatusUpdates>.Unreachable unreachable => DeliveryOutcome.Failed($"{unreachable.Kind.ToString().ToLowerInvariant()}: {unreachable.Detail}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static EngagementState State(EngagementReportState state) => state switch
    {
        EngagementReportState.Accepted => EngagementState.Accepted,
        EngagementReportState.Active => EngagementState.Active,
        EngagementReportState.Declined => EngagementState.Declined,
        EngagementReportState.Exhausted => EngagementState.Exhausted,
        EngagementReportState.Released => EngagementState.Released,
        EngagementReportState.Ended => EngagementState.Ended,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Grains.Mitigations.DeclineCode? Decline(Dots.Mechanism.DeclineCode? code) => code is { } known ? Enum.Parse<Grains.Mitigations.DeclineCode>(known.ToString()) : null;

    /// <summary>A number of filter entries that a peer said.</summary>
    public static int? Entries(long? said) => said is { } known ? (int)Math.Min(known, int.MaxValue) : null;

    private static DeliveryOutcome Understood(Order order, MitigationStatusUpdates answer)
    {
        if (answer.Extension?.Engagement is not { } engagement)
            return Said(order, Plain(order, answer.Status));
        if (engagement.Id != order.Engagement)
            return DeliveryOutcome.Failed($"the answer is about '{engagement.Id}', not about '{order.Engagement}'");

        // An answer about a newer revision: this one came late and nobody needs it any more. About an older one it is no answer.
        if (engagement.Revision > order.Revision)
            return new(null, null, false);
        return engagement.Revision == order.Revision
            ? new(new OrderAnswer(order.Engagement, order.Revision, State(engagement.State), Decline(engagement.Decline), Entries(engagement.RulesFree)), null, false)
            : DeliveryOutcome.Failed($"the answer is about revision {engagement.Revision}, not about {order.Revision}");
    }

    /// <summary>From a controller without the extensions: only the draft's status.</summary>
    private static EngagementState Plain(Order order, Answered status) => status switch
    {
        Answered.Done => EngagementState.Ended,
        Answered.Error => EngagementState.Declined,
        Answered.Ongoing when !order.Withdraw => EngagementState.Active,
        _ => EngagementState.Accepted,
    };

    private static DeliveryOutcome Said(Order order, EngagementState state) => new(new OrderAnswer(order.Engagement, order.Revision, state, null, null), null, false);

    private static string Text(MechanismRefusal refusal) => $"{refusal.Status} {refusal.Detail}";
}
