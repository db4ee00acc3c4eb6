using Controller.Mitigators;
using Controller.Orders;
using Controller.Policy;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>The half that gives this operator its own order and hears what became of it.</summary>
internal sealed partial class CustomerKeeper
{
    /// <summary>How long a withdrawal is waited for; a report follows when it takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private HeldOrder? _held;
    private string? _failing;

    /// <summary>A report about the own order.</summary>
    public void Hear(OrderReport report)
    {
        lock (_heard)
        {
            if (report.Order.Revision < (_held?.Revision ?? 0))
                return;
            (_held, _failing) = (report.Order, report.Failing);
            if (report.Measured is { } measured)
                _figures.TakeOwn(new(measured.Dropped.Packets, measured.Dropped.Bits, measured.Forwarded.Packets, measured.Forwarded.Bits), measured.Since, measured.At);
        }

        Changed();
        Poke();
    }

    private async Task<ErrandOutcome> OrderHere(CustomerEffect.Order due, CustomerMitigation state)
    {
        var order = new Order(_engagement, OwnEngagement.AlertOf(_engagement), due.Revision, state.OrderEnd);
        return await Here(() => _parts.Orders.Receive(order, () => _parts.Policy.Judge(state.Customer, order, Terms(order, state))));
    }

    private async Task<ErrandOutcome> TakeOutHere(CustomerEffect.TakeOut due)
    {
        using var patience = new CancellationTokenSource(Patience, _parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closing.Token);
        return await Here(() => _parts.Orders.Withdraw(_engagement, OwnEngagement.AlertOf(_engagement), due.Revision, either.Token));
    }

    private async Task<ErrandOutcome> Here(Func<Task<(HeldOrder Held, Storage.Shells.Refusal? Refusal)>> order)
    {
        try
        {
            var (held, _) = await order();
            lock (_heard)
                if (held.Revision >= (_held?.Revision ?? 0))
                    _held = held;
            Changed();
            return ErrandOutcome.Done;
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            LogNotStored(_parts.Logger, _key, e);
            return ErrandOutcome.Failed();
        }
    }

    private RequestedTerms Terms(Order order, CustomerMitigation state)
    {
        var (request, lists) = (state.Request!, _parts.Registrations.Of(state.Customer)?.Message);
        return new(CustomerMatch.Of(request), request.Action, new()
        {
            Id = order.Engagement, Revision = order.Revision, NotAfter = order.NotAfter, Sources = request.Extension?.Sources ?? [], AcceptList = lists?.WhiteList ?? [], DropList = lists?.BlackList ?? [],
            TunnelInformation = lists?.TunnelInformation, NextHop = lists?.NextHop,
        }, AttackDescription.Of(request));
    }

    /// <summary>What follows from the own order and the orchestrator's status for the mitigation itself.</summary>
    private CustomerCommand? Concluded(CustomerMitigation state)
    {
        HeldOrder? held;
        lock (_heard)
            held = _held;
        if (state.Phase == CustomerPhase.Ending)
            return held is { Phase: OrderPhase.Over } && held.Revision == state.Revision ? new CustomerCommand.OverHere(state.Revision) : null;
        if (!state.Runs)
            return null;
        if (_parts.Files.Current.Find(state.Customer) is null)
            return new CustomerCommand.Withdraw("no longer a customer of this operator");

        // Own means let go because nothing matched, and nobody else is asked: the attack is over.
        return held is { Phase: OrderPhase.Over, Outcome: OrderOutcome.Released } && held.Revision == state.Revision && state.Asked is null
            ? new CustomerCommand.Cease($"the attack is over: {held.Reason}")
            : null;
    }
}
