using System.Collections.Concurrent;
using Controller.Policy;
using Dots.Mechanism;
using Storage;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>Every order this member was given and still remembers. Stored before it is answered; read back at start.</summary>
internal sealed partial class OrderBook(OrderBookParts parts) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, OrderKeeper> _keepers = new();
    private readonly StopList _stops = new(parts.Store, parts.Time);

    /// <summary>Last stored state of every order remembered.</summary>
    public IEnumerable<HeldOrder> Held => _keepers.Values.Select(k => k.Committed).Where(o => o.Phase != OrderPhase.None);

    /// <summary>Whether what was stored has been read back.</summary>
    public bool Ready { get; private set; }

    /// <summary>Reads back what is stored and goes on where the last process stopped.</summary>
    public async Task Start(CancellationToken cancellation)
    {
        await _stops.Read();
        await foreach (var document in parts.Store.List(OrderStore.Type, OrderStore.State, cancellation))
        {
            var order = HeldOrderJson.Read(document.Content.Span);
            parts.Log.ReadBack(order);
            _keepers[order.Engagement] = new(order.Engagement, parts, readBack: true);
        }

        await Tick();
        Ready = true;
    }

    /// <summary>Takes an order.</summary>
    /// <param name="judge">This member's policy; asked only when the order is news.</param>
    /// <returns>The stored outcome, or why the order cannot be one of this engagement. Throws what the store throws: then nothing was promised.</returns>
    public async Task<(HeldOrder Held, Refusal? Refusal)> Receive(Order order, Func<Verdict> judge)
    {
        var (keeper, refusal) = await Answer(order.Engagement, before =>
        {
            parts.Log.Received(order.Engagement, order.Revision, withdrawal: false, before);
            var news = order.Revision > before.Revision && parts.Time.GetUtcNow() < order.NotAfter;
            return new OrderCommand.Receive(order, !news ? Repeated : _stops.Of(order.Engagement) is { } stop ? new Verdict.Decline(DeclineCode.Policy, stop.Reason) : judge());
        });
        return (keeper.Committed, refusal);
    }

    /// <summary>Takes a withdrawal, and waits for the filter to be gone as long as the token allows.</summary>
    /// <returns>The stored outcome: ended, or what is still in place.</returns>
    public async Task<(HeldOrder Held, Refusal? Refusal)> Withdraw(string engagement, string alert, int revision, CancellationToken patience)
    {
        var (keeper, refusal) = await Answer(engagement, before =>
        {
            parts.Log.Received(engagement, revision, withdrawal: true, before);
            return new OrderCommand.Withdraw(engagement, alert, revision);
        });
        if (refusal is null && keeper.Committed.Phase == OrderPhase.Ending)
            await WhenOver(keeper, patience);
        return (keeper.Committed, refusal);
    }

    /// <summary>The order remembered for an alert, or null.</summary>
    public HeldOrder? OfAlert(string alert) => Held.FirstOrDefault(o => o.Alert == alert);

    /// <summary>Lets time do its work: ends, retries, counters, forgetting. Called every second.</summary>
    public async Task Tick()
    {
        foreach (var (engagement, keeper) in _keepers)
            try
            {
                // Also what was stopped when a process died before it was told.
                await keeper.Tell(_stops.Of(engagement) is { } stop ? new OrderCommand.Stop(stop.Reason) : new OrderCommand.Tick());
                if (keeper.Gone && _keepers.TryRemove(new(engagement, keeper)))
                    await keeper.DisposeAsync();
            }
            catch (Exception e) when (IsStoreFailure(e))
            {
                // The next tick tries again; the filter's end does not go away.
                LogTickNotStored(parts.Logger, engagement, e);
            }
    }

    /// <summary>Judges all that is held again: this member's rules have changed, or may have while no process ran.</summary>
    /// <param name="judge">This member's policy for what it holds.</param>
    /// <returns>Whether all that follows was stored; otherwise it has to be done again.</returns>
    public async Task<bool> Review(Func<Order, RequestedTerms, Verdict> judge)
    {
        var all = true;
        foreach (var (engagement, keeper) in _keepers)
            try
            {
                await keeper.Tell(held => new OrderCommand.Review(
                    held is { Phase: OrderPhase.Accepted or OrderPhase.Active, Terms: { } terms } ? Judged(held, terms, held.NotAfter) : null,
                    held.Waiting is { } waiting ? Judged(held, waiting.Terms, waiting.NotAfter) : null));
            }
            catch (Exception e) when (IsStoreFailure(e))
            {
                all = false;
                LogTickNotStored(parts.Logger, engagement, e);
            }

        return all;

        Verdict Judged(HeldOrder held, OrderTerms terms, DateTimeOffset end) =>
            judge(new(held.Engagement, held.Alert, held.Revision, end), new(terms.Match, terms.Action, terms.Engagement ?? new(), terms.Attack));
    }

    /// <summary>Ends when no call to the mitigator is under way.</summary>
    internal async Task Settle()
    {
        while (_keepers.Values.Select(k => k.Idle).Where(t => !t.IsCompleted).ToArray() is { Length: > 0 } busy)
            await Task.WhenAll(busy);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var keeper in _keepers.Values)
            await keeper.DisposeAsync();
    }

    internal static bool IsStoreFailure(Exception e) => e is StoreFullException or WriteOutcomeUnknownException or VersionConflictException or IOException;

    // Never looked at: the rules answer what is not news with what is stored.
    private static readonly Verdict Repeated = new Verdict.Decline(DeclineCode.Policy, "not news");

    private static async Task WhenOver(OrderKeeper keeper, CancellationToken patience)
    {
        try
        {
            await keeper.WhenOver(patience);
        }
        catch (OperationCanceledException)
        {
            // Said as it is: still in place. A report follows when it is gone.
        }
    }

    private async Task<(OrderKeeper Keeper, Refusal? Refusal)> Answer(string engagement, Func<HeldOrder, OrderCommand> decide)
    {
        while (true)
        {
            var keeper = _keepers.GetOrAdd(engagement, e => new(e, parts, readBack: false));
            if (await keeper.Answer(decide) is (Taken: true, var refusal))
                return (keeper, refusal);
            _keepers.TryRemove(new(engagement, keeper));
        }
    }
}
