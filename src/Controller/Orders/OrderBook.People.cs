using System.Collections.Immutable;
using Dots.Mechanism;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>What people of this member say to orders, with or without an orchestrator, and what they are shown.</summary>
internal sealed partial class OrderBook
{
    private static readonly Refusal NotKnown = new("not-known", "no order with this id is remembered here");

    /// <summary>Every order remembered, as people see it.</summary>
    public IEnumerable<OrderView> Views => _keepers.Values.Select(k => k.View).Where(v => v.Order.Phase != OrderPhase.None);

    /// <summary>What is stopped.</summary>
    public ImmutableArray<Stop> Stops => _stops.All;

    /// <summary>Lets what waits for approval take effect.</summary>
    /// <returns>Why it does not. Throws what the store throws; then it still waits.</returns>
    public Task<Refusal?> Approve(string engagement, string by) => TellKnown(engagement, new OrderCommand.Approve(by));

    /// <summary>Declines an order, waiting or in force, and its later revisions.</summary>
    /// <returns>Why that is too late. Throws what the store throws; then nothing has changed.</returns>
    public Task<Refusal?> Decline(string engagement, DeclineCode code, string reason) => TellKnown(engagement, new OrderCommand.DeclineByHand(code, reason));

    /// <summary>Takes out what the target names, and declines it from now on, until it is lifted. Waits for filters to be gone as long as the token allows.</summary>
    /// <param name="target"><see cref="Stop.Target"/>.</param>
    /// <returns>The stop, null when there is no room for it; orders that it ended; of these, how many may still hold something. Throws what the store throws.</returns>
    public async Task<(Stop? Stop, int Ended, int Left)> StopThese(string target, string by, CancellationToken patience)
    {
        if (await _stops.Add(target, by) is not { } stop)
            return default;
        LogStopped(parts.Logger, target, by);
        var keepers = _keepers.Where(k => stop.Covers(k.Key)).Select(k => k.Value).ToArray();
        var ended = await Task.WhenAll(keepers.Select(k => End(k, stop)));
        var over = keepers.Where((_, i) => ended[i]).ToArray();
        await Task.WhenAll(over.Select(k => WhenOver(k, patience)));
        return (stop, over.Length, over.Count(k => k.Committed.MayHold));
    }

    /// <summary>Lifts a stop. What was declined because of it is told to be free again, so that it may be ordered again; nothing comes back by itself.</summary>
    /// <returns>Whether there was such a stop. Throws what the store throws.</returns>
    public async Task<bool> Resume(string target, string by)
    {
        var stop = _stops.All.FirstOrDefault(s => s.Target == target);
        if (!await _stops.Remove(target))
            return false;
        LogResumed(parts.Logger, target, by);
        foreach (var (engagement, keeper) in _keepers)
            if (stop?.Covers(engagement) == true && _stops.Of(engagement) is null)
                await Lifted(engagement, keeper, stop);
        return true;
    }

    private async Task Lifted(string engagement, OrderKeeper keeper, Stop stop)
    {
        try
        {
            await keeper.Tell(new OrderCommand.Lift(stop.Reason));
        }
        catch (Exception e) when (IsStoreFailure(e))
        {
            // The stop is lifted all the same: only its sender is not told, and may ask with the next revision.
            LogLiftNotStored(parts.Logger, engagement, e);
        }
    }

    /// <summary>Keeps how the asker fares beside its order, for people to see.</summary>
    public void Hear(HeldOrder order, MitigationEfficacyUpdates efficacy)
    {
        if (!_keepers.TryGetValue(order.Engagement, out var keeper))
            return;
        var before = keeper.Efficacy;
        keeper.Efficacy = new(efficacy.AttackStatus, efficacy.Health, parts.Time.GetUtcNow());
        if ((before?.Attack, before?.Health) != (efficacy.AttackStatus, efficacy.Health))
            LogEfficacy(parts.Logger, order.Engagement, efficacy.Health, efficacy.AttackStatus);
    }

    /// <summary>The orchestrator closed the dialogue about an order. Nothing waits for it.</summary>
    public void Acknowledged(HeldOrder order)
    {
        parts.Log.Acknowledged(order);
        LogAcknowledged(parts.Logger, order.Engagement);
    }

    private static async Task<bool> End(OrderKeeper keeper, Stop stop)
    {
        var before = keeper.Committed;
        await keeper.Tell(new OrderCommand.Stop(stop.Reason));
        return !ReferenceEquals(before, keeper.Committed) && keeper.Committed.Reason == stop.Reason;
    }

    private async Task<Refusal?> TellKnown(string engagement, OrderCommand command) =>
        _keepers.TryGetValue(engagement, out var keeper) && keeper.Committed.Phase != OrderPhase.None ? await keeper.Tell(command) : NotKnown;
}
