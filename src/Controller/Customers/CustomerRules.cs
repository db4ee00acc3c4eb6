using System.Collections.Immutable;
using System.Diagnostics;
using Dots.Mechanism;
using Dots.Serving;
using Storage.Shells;
using Event = Controller.Customers.CustomerEvent;

namespace Controller.Customers;

/// <summary>
/// The rules of a customer's mitigation (mechanism, section 4, situations; design, section 3). Pure: what is due here and with the orchestrator follows
/// from the state alone, so that a crash only repeats messages.
/// </summary>
internal sealed class CustomerRules(Lifetimes lifetimes) : IRules<CustomerMitigation, CustomerCommand, CustomerEvent>
{
    /// <summary>No request to an orchestrator lasts longer; a refresh follows at half of what was granted.</summary>
    public static readonly TimeSpan LongestThere = TimeSpan.FromHours(24);

    public Decision<CustomerEvent> Decide(CustomerMitigation state, CustomerCommand command, DateTimeOffset now) => command switch
    {
        CustomerCommand.Ask ask => Asked(state, ask, now),
        CustomerCommand.Withdraw when state.Phase == CustomerPhase.None => new Refusal("not-found", "nothing was ever accepted under this alert_id"),
        CustomerCommand.Withdraw c when state.Runs => Ending(CustomerEnd.Withdrawn, c.By, now),
        CustomerCommand.Cease c when state.Runs => Ending(CustomerEnd.Ceased, c.Why, now),
        CustomerCommand.Escalate c when state.Runs => new Event.Escalated(c.Alert, c.Server, c.Reason, c.Instead, c.NothingThere) { At = now },
        CustomerCommand.OverThere c when state.Escalations.Any(e => e.Alert == c.Alert && !e.IsOver) => Closing(state, new Event.OverThere(c.Alert) { At = now }),

        // What is said of an order that a newer one replaced says nothing about that.
        CustomerCommand.OverHere c when state.Phase == CustomerPhase.Ending && !state.OwnIsOver && c.Revision == state.Revision => Closing(state, new Event.OverHere { At = now }),
        CustomerCommand.Count c when state.Phase is CustomerPhase.Running or CustomerPhase.Ending => new Event.Counted(c.Figures) { At = now },
        CustomerCommand.Tick => Ticked(state, now),
        CustomerCommand.Withdraw or CustomerCommand.Cease or CustomerCommand.Escalate or CustomerCommand.OverThere or CustomerCommand.OverHere or CustomerCommand.Count =>
            Decision<CustomerEvent>.Nothing,
        _ => throw new UnreachableException(),
    };

    public CustomerMitigation Apply(CustomerMitigation state, CustomerEvent happened) => happened switch
    {
        Event.Accepted e => new()
        {
            Customer = e.Customer, Alert = e.Request.AlertId, Phase = CustomerPhase.Running, Request = e.Request, RequestDate = e.Date, RequestHash = e.Hash,
            Revision = 1, AcceptedAt = e.At, End = e.End, OrderEnd = lifetimes.OrderEnd(e.End, e.At),
        },
        Event.Refreshed e => Newer(state, e.Request, e.Date, e.Hash, e.End, e.At),
        Event.Rescoped e => Newer(state, e.Request, e.Date, e.Hash, e.End, e.At),
        Event.Renewed e => state with { Revision = state.Revision + 1, OrderEnd = lifetimes.OrderEnd(state.End, e.At) },
        Event.Escalated e => state with
        {
            // What was asked before is ended from now on, and forgotten when that is known.
            Escalations = [.. state.Escalations.Where(a => !a.IsOver && !(e.NothingThere && a == state.Asked)), new(e.Alert, e.Server, e.Reason, e.At, IsOver: false)],
        },
        Event.OverThere e => state with { Escalations = [.. state.Escalations.Select(a => a.Alert == e.Alert ? a with { IsOver = true } : a)] },
        Event.Counted e => state with { Figures = e.Figures },
        Event.Ended e => state with { Phase = CustomerPhase.Ending, Revision = state.Revision + 1, EndReason = e.Reason, EndedBy = e.By, EndedAt = e.At },
        Event.OverHere => state with { OwnIsOver = true },
        Event.Closed => state with { Phase = CustomerPhase.Closed, Request = null },
        _ => throw new UnreachableException(),
    };

    public IEnumerable<Effect> Due(CustomerMitigation state, DateTimeOffset now)
    {
        if (state.Runs && now < state.End)
        {
            yield return new CustomerEffect.Order(state.Revision);
            if (state.Asked is { } asked)
                yield return new CustomerEffect.AskThere(asked.Alert, asked.Server, state.Revision);
        }

        if (state.Phase == CustomerPhase.Ending && !state.OwnIsOver)
            yield return new CustomerEffect.TakeOut(state.Revision);
        foreach (var replaced in state.Escalations.Where(e => !e.IsOver && (!state.Runs || e != state.Asked)))
            yield return new CustomerEffect.EndThere(replaced.Alert, replaced.Server);
    }

    private Decision<CustomerEvent> Asked(CustomerMitigation state, CustomerCommand.Ask ask, DateTimeOffset now)
    {
        var end = lifetimes.EndOf(ask.Request.Lifetime, now);
        if (state.Phase == CustomerPhase.None)
            return new Event.Accepted(ask.Customer, ask.Request, ask.Date, ask.Hash, end) { At = now };

        // An ended alert is never revived; a repetition or an older message that arrives late changes nothing.
        if (!state.Runs || ask.Date < state.RequestDate || (ask.Date == state.RequestDate && ask.Hash == state.RequestHash))
            return Decision<CustomerEvent>.Nothing;

        // Its time had passed, only nobody had looked yet.
        if (now >= state.End)
            return Ticked(state, now);
        return SameScope(state.Request!, ask.Request)
            ? new Event.Refreshed(ask.Request, ask.Date, ask.Hash, end) { At = now }
            : new Event.Rescoped(ask.Request, ask.Date, ask.Hash, end) { At = now };
    }

    private Decision<CustomerEvent> Ticked(CustomerMitigation state, DateTimeOffset now) => state.Phase switch
    {
        CustomerPhase.Running when now >= state.End => Ending(CustomerEnd.Expired, "its lifetime passed", now),
        CustomerPhase.Running when state.OrderEnd < state.End && state.OrderEnd - now <= lifetimes.LongestOrder - lifetimes.RenewEvery => new Event.Renewed { At = now },

        // An orchestrator that cannot be reached lets go by itself by then.
        CustomerPhase.Ending when state.OwnIsOver && now >= state.EndedAt + LongestThere + lifetimes.Skew => new Event.Closed { At = now },
        _ => Decision<CustomerEvent>.Nothing,
    };

    private static CustomerEvent Ending(CustomerEnd reason, string by, DateTimeOffset now) => new Event.Ended(reason, by) { At = now };

    /// <summary>The last one to say so closes it.</summary>
    private Decision<CustomerEvent> Closing(CustomerMitigation state, CustomerEvent over)
    {
        var after = Apply(state, over);
        return after.Phase == CustomerPhase.Ending && after.OwnIsOver && after.Escalations.All(e => e.IsOver)
            ? ImmutableArray.Create(over, new Event.Closed { At = over.At })
            : over;
    }

    private CustomerMitigation Newer(CustomerMitigation state, MitigationRequest request, DateTimeOffset date, string hash, DateTimeOffset end, DateTimeOffset now) => state with
    {
        Request = request, RequestDate = date, RequestHash = hash, End = end, OrderEnd = lifetimes.OrderEnd(end, now), Revision = state.Revision + 1,
    };

    private static bool SameScope(MitigationRequest one, MitigationRequest other) =>
        one.Action == other.Action && CustomerMatch.Of(one).Equals(CustomerMatch.Of(other)) && (one.Extension?.Sources ?? []).SequenceEqual(other.Extension?.Sources ?? []);
}
