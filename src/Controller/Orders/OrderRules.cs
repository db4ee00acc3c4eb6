using System.Collections.Immutable;
using System.Diagnostics;
using Dots.Mechanism;
using Event = Controller.Orders.OrderEvent;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>
/// The rules of an order's life at the member (design, sections 3 and 5): the highest revision wins and is remembered beyond its end,
/// nothing is done twice, and no filter outlives its end.
/// </summary>
public sealed class OrderRules : IRules<HeldOrder, OrderCommand, OrderEvent>
{
    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>No order may end later than this from now: indefinite mitigations are orders of 24 h, renewed.</summary>
    public static readonly TimeSpan LongestOrder = TimeSpan.FromHours(24);

    /// <summary>A filter for one target changes at most once in this time, unless it is cut down (design, section 5).</summary>
    public static readonly TimeSpan ChangeEvery = TimeSpan.FromSeconds(30);

    public Decision<OrderEvent> Decide(HeldOrder state, OrderCommand command, DateTimeOffset now) => command switch
    {
        OrderCommand.Receive c => Receive(state, c.Order, c.Verdict, now),
        OrderCommand.Withdraw c => Withdraw(state, c, now),

        // Answers about terms that a newer order replaced say nothing about the newer ones.
        OrderCommand.Applied c when state.Phase == OrderPhase.Accepted && c.TermsRevision == state.TermsRevision => new Event.Applied(c.TermsRevision),
        OrderCommand.Vanished c when state.Phase == OrderPhase.Active && c.TermsRevision == state.TermsRevision => new Event.Vanished(),
        OrderCommand.TakenOut c when state.Phase == OrderPhase.Ending && c.TermsRevision == state.TermsRevision => new Event.Ended(),
        OrderCommand.Refused c when state.Phase == OrderPhase.Accepted && c.TermsRevision == state.TermsRevision => new Event.Ending(OrderOutcome.Declined, c.Code, c.Reason),
        OrderCommand.Refused c when state.Phase == OrderPhase.Active && c.TermsRevision == state.TermsRevision => new Event.Ending(OrderOutcome.Exhausted, c.Code, c.Reason),

        // What waits behind an idle filter may be what would match.
        OrderCommand.Release c when state is { Phase: OrderPhase.Active, Waiting: null } => new Event.Ending(OrderOutcome.Released, null, c.Reason),
        OrderCommand.Tick when state.Phase is OrderPhase.Accepted or OrderPhase.Active && now >= state.NotAfter => new Event.Ending(OrderOutcome.Expired, null, "its end came"),
        OrderCommand.Tick when state.Waiting is { } waiting && now >= waiting.NotAfter => new Event.Ending(OrderOutcome.Expired, null, "its end came before it was approved"),

        // Of terms of the same revision the mitigator could not tell one from the other.
        OrderCommand.Tick when state.Waiting is { Until: { } until } && now >= until && !(state.Phase == OrderPhase.Ending && state.Waiting.Revision == state.TermsRevision) => TakeEffect(state, now, null),

        OrderCommand.Approve c => Approve(state, c, now),
        OrderCommand.DeclineByHand c when MayCome(state) => new Event.DeclinedByHand(c.Code, c.Reason),
        OrderCommand.DeclineByHand => new Refusal("over", $"it is {Word(state)}: there is nothing left to decline"),
        OrderCommand.Stop c when MayCome(state) => new Event.Stopped(c.Reason),
        OrderCommand.Review c when MayCome(state) => Review(state, c, now),

        // Said as released, so that its sender may ask again: a decline stands for the whole mitigation.
        OrderCommand.Lift c when state is { Outcome: OrderOutcome.Declined, Phase: OrderPhase.Over or OrderPhase.Ending } && state.Reason == c.Reason && now < state.RememberUntil => new Event.Lifted(),

        OrderCommand.Stop or OrderCommand.Review or OrderCommand.Lift or OrderCommand.Applied or OrderCommand.Vanished or OrderCommand.TakenOut or OrderCommand.Refused or OrderCommand.Release or OrderCommand.Tick => Decision<OrderEvent>.Nothing,
        _ => throw new UnreachableException(),
    };

    public HeldOrder Apply(HeldOrder state, OrderEvent happened) => happened switch
    {
        Event.Accepted e => Heard(state, e.Order) with
        {
            Terms = e.Terms, TermsRevision = e.Order.Revision, NotAfter = e.Order.NotAfter,
            Phase = OrderPhase.Accepted, Confirmed = false, Outcome = OrderOutcome.None, Decline = null, Reason = null,
            Waiting = null, ChangedAt = e.Changed ?? state.ChangedAt, Approved = e.Approved, ByHand = false,
        },
        Event.Refreshed e => Heard(state, e.Order) with { NotAfter = e.Order.NotAfter, Waiting = null },
        Event.Postponed e => Postponed(state, e),
        Event.TookEffect e => state with
        {
            Terms = state.Waiting!.Terms, TermsRevision = state.Waiting.Revision, NotAfter = state.Waiting.NotAfter, Waiting = null,
            Phase = OrderPhase.Accepted, Confirmed = false, Outcome = OrderOutcome.None, Decline = null, Reason = null,
            ChangedAt = e.Replaces is null ? state.ChangedAt : e.At, Approved = e.By is not null || (state.Approved && state.Waiting.Revision == state.TermsRevision),
        },
        Event.DeclinedByHand e => Over(state, OrderOutcome.Declined, e.Code, e.Reason) with { ByHand = true },
        Event.Stopped e => Over(state, OrderOutcome.Declined, DeclineCode.Policy, e.Reason),
        Event.Narrowed e => state with { Waiting = e.Waiting, Phase = e.TakesOut ? OrderPhase.Ending : state.Phase, Outcome = OrderOutcome.None, Decline = null, Reason = null },
        Event.Lifted => state with { Outcome = OrderOutcome.Released, Decline = null, Reason = "its stop was lifted" },
        Event.Declined e => Over(Heard(state, e.Order), OrderOutcome.Declined, e.Code, e.Reason),
        Event.CameTooLate e => Over(Heard(state, e.Order), OrderOutcome.Expired, null, "its end had passed when it came"),
        Event.Withdrawn e => Over(
            state with { Engagement = e.Engagement, Alert = e.Alert, Revision = e.Revision, RememberUntil = Later(state.RememberUntil, e.RememberUntil) },
            OrderOutcome.Withdrawn, null, "withdrawn"),
        Event.Applied => state with { Phase = OrderPhase.Active, Confirmed = true },
        Event.Vanished => state with { Phase = OrderPhase.Accepted, Confirmed = false },
        Event.Ending e => Over(state, e.Outcome, e.Code, e.Reason),
        Event.Ended => state with { Phase = state.Waiting is null ? OrderPhase.Over : OrderPhase.Waiting },
        _ => throw new UnreachableException(),
    };

    public IEnumerable<Effect> Due(HeldOrder state, DateTimeOffset now)
    {
        if (state.Phase == OrderPhase.Accepted && now < state.NotAfter)
            yield return new OrderEffect.Apply(state.Engagement, state.TermsRevision);
        if (state.Phase == OrderPhase.Ending)
            yield return new OrderEffect.TakeOut(state.Engagement, state.TermsRevision);
        if (state.Phase != OrderPhase.None)
            yield return new OrderEffect.Report(state.Engagement, state.Revision, state.Reported);
    }

    private static Decision<OrderEvent> Receive(HeldOrder state, Order order, Verdict verdict, DateTimeOffset now)
    {
        if (state.Phase != OrderPhase.None && state.Alert != order.Alert)
            return new Refusal("other-alert", $"engagement {order.Engagement} belongs to alert_id {state.Alert}, not to {order.Alert}");

        // Lower or equal: a repetition, or one that was overtaken. Its sender is answered the stored outcome.
        if (order.Revision <= state.Revision)
            return Decision<OrderEvent>.Nothing;
        if (now >= order.NotAfter)
            return new Event.CameTooLate(order);
        if (order.NotAfter > now + LongestOrder + Skew)
            return new Event.Declined(order, DeclineCode.Policy, $"its end is more than {LongestOrder.TotalHours:0} h away");

        return verdict switch
        {
            Verdict.Decline decline => new Event.Declined(order, decline.Code, decline.Reason),
            Verdict.Accept when state.ByHand => new Event.Declined(order, state.Decline ?? DeclineCode.Policy, state.Reason ?? "declined by hand"),
            Verdict.Accept accept => Accept(state, order, accept, now),
            _ => throw new UnreachableException(),
        };
    }

    private static Decision<OrderEvent> Accept(HeldOrder state, Order order, Verdict.Accept accept, DateTimeOffset now)
    {
        var standing = state.Phase is OrderPhase.Accepted or OrderPhase.Active ? state.Terms : null;
        var less = standing is not null && accept.Terms.IsWithin(standing);
        var approved = state.Approved && less;
        var moved = standing is not null && !standing.Match.SharesDestinations(accept.Terms.Match);
        if (accept.NeedsApproval is { } why && !approved)
        {
            // Nobody asks for what stands any more: it does not wait for a person.
            var postponed = new Event.Postponed(order, new(order.Revision, accept.Terms, order.NotAfter, null, why));
            return moved ? ImmutableArray.Create<Event>(new Event.Ending(OrderOutcome.Withdrawn, null, "another target is asked for"), postponed) : postponed;
        }

        if (accept.Terms.Equals(standing))
            return new Event.Refreshed(order);
        if (standing is not null && !less && !moved && state.ChangedAt is { } changed && now < changed + ChangeEvery)
            return new Event.Postponed(order, new(order.Revision, accept.Terms, order.NotAfter, changed + ChangeEvery, $"the filter changed less than {ChangeEvery.TotalSeconds:0} s ago"));
        return new Event.Accepted(order, accept.Terms, state.MayHold ? state.TermsRevision : null, standing is not null && !less ? now : null, approved);
    }

    /// <summary>
    /// What the newest terms are declined for ends all. Of terms that filter more than they may now the rest takes their place, and what stands goes first: a mitigator that is told
    /// other terms of the same revision need not look. What would need approval now stands or waits as it did.
    /// </summary>
    private static Decision<OrderEvent> Review(HeldOrder state, OrderCommand.Review said, DateTimeOffset now)
    {
        if ((said.Waiting ?? said.Standing) is Verdict.Decline decline)
            return new Event.Ending(OrderOutcome.Declined, decline.Code, decline.Reason);
        var waiting = said.Waiting is Verdict.Accept next && state.Waiting!.Terms.Narrowed(next.Terms) is { } later ? state.Waiting with { Terms = later } : state.Waiting;
        var left = said.Standing is Verdict.Accept stands ? state.Terms!.Narrowed(stands.Terms) : null;
        var takesOut = left is not null || said.Standing is Verdict.Decline;
        return takesOut || !ReferenceEquals(waiting, state.Waiting)
            ? new Event.Narrowed(waiting ?? new(state.TermsRevision, left!, state.NotAfter, now, "this member's rules have changed"), takesOut)
            : Decision<OrderEvent>.Nothing;
    }

    private static Decision<OrderEvent> Approve(HeldOrder state, OrderCommand.Approve command, DateTimeOffset now) => state.Waiting switch
    {
        { Until: { } until, Revision: var revision } => new Refusal("not-waiting", $"it needs no approval: revision {revision} takes effect by itself at {until:u}"),
        { NotAfter: var end } when now >= end => new Refusal("over", $"its end has passed ({end:u})"),
        { } => TakeEffect(state, now, command.By),
        null => new Refusal("not-waiting", $"it is {Word(state)}: nothing of it waits for approval"),
    };

    private static Event.TookEffect TakeEffect(HeldOrder state, DateTimeOffset now, string? by) =>
        new(state.Waiting!.Revision, state.MayHold ? state.TermsRevision : null, now, by);

    /// <summary>What stands goes on until its own end; where nothing stands, nothing does before it takes effect.</summary>
    private static HeldOrder Postponed(HeldOrder state, Event.Postponed e)
    {
        var heard = Heard(state, e.Order) with { Waiting = e.Waiting, Outcome = OrderOutcome.None, Decline = null, Reason = null };
        return state.Phase switch
        {
            // A longer life is part of what waits for approval; a shorter one needs none.
            OrderPhase.Accepted or OrderPhase.Active => heard with { NotAfter = e.Waiting.Until is null && state.NotAfter < e.Order.NotAfter ? state.NotAfter : e.Order.NotAfter },
            OrderPhase.Ending => heard,
            _ => heard with { Phase = OrderPhase.Waiting, Terms = null, TermsRevision = 0, NotAfter = e.Order.NotAfter, Confirmed = false, Approved = false },
        };
    }

    /// <summary>Whether filtering goes on, or may still begin.</summary>
    private static bool MayCome(HeldOrder state) => state.Phase is OrderPhase.Accepted or OrderPhase.Active or OrderPhase.Waiting || state.Waiting is not null;

    private static string Word(HeldOrder state) => state.Phase == OrderPhase.None ? "not known" : OrderWords.Of(state.Reported);

    private static Decision<OrderEvent> Withdraw(HeldOrder state, OrderCommand.Withdraw command, DateTimeOffset now)
    {
        if (state.Phase != OrderPhase.None && state.Alert != command.Alert)
            return new Refusal("other-alert", $"engagement {command.Engagement} belongs to alert_id {state.Alert}, not to {command.Alert}");
        if (command.Revision <= state.Revision)
            return Decision<OrderEvent>.Nothing;

        // The order it overtook may still be under way, with an end nobody here knows: no order lasts longer than this.
        return new Event.Withdrawn(command.Engagement, command.Alert, command.Revision, now + LongestOrder + Skew + Skew);
    }

    private static HeldOrder Heard(HeldOrder state, Order order) => state with
    {
        Engagement = order.Engagement,
        Alert = order.Alert,
        Revision = order.Revision,
        // Declined for an end beyond all reason, it is heard of all the same.
        RememberUntil = Later(state.RememberUntil, order.NotAfter > DateTimeOffset.MaxValue - Skew ? DateTimeOffset.MaxValue : order.NotAfter + Skew),
    };

    /// <summary>What may be in the mitigator has to be taken out first.</summary>
    private static HeldOrder Over(HeldOrder state, OrderOutcome outcome, DeclineCode? code, string reason) => state with
    {
        Phase = state.MayHold ? OrderPhase.Ending : OrderPhase.Over,
        Outcome = outcome,
        Decline = code,
        Reason = reason,
        Waiting = null,
        Approved = false,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
