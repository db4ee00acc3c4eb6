using Controller.Mitigators;
using Dots.Mechanism;
using Simulation.World;

namespace Simulation.Controllers;

/// <summary>The device behind a controller: what it holds outlives the controller's processes, and goes when it is restarted itself.</summary>
internal sealed class Router(SimulatedWorld world, ControllerHost owner)
{
    private readonly SortedDictionary<string, Filter> _filters = new(StringComparer.Ordinal);
    private readonly List<Action> _underWay = [];

    public ControllerHost Owner => owner;

    public IReadOnlyDictionary<string, Filter> Filters => _filters;

    /// <summary>The router as one life of the controller reaches it.</summary>
    public IMitigator Open(Life life) => new Session(this, world, life);

    /// <summary>Calls that the killed controller had under way come to their effect, or not.</summary>
    public void CallerDied()
    {
        foreach (var effect in _underWay.ToList())
            if (world.Random.NextDouble() < 0.5)
                effect();
        _underWay.Clear();
    }

    public void LoseAll()
    {
        if (_filters.Count == 0)
            return;
        world.Count("router.restarted");
        world.Note(owner.Name, $"router restarted, its filters are gone");
        _filters.Clear();
        owner.Disturbed();
    }

    private void Put(MitigatorOrder order)
    {
        world.Count("router.applied");
        world.Note(owner.Name, $"filter in place: {order.Engagement} r{order.Revision}");
        world.Checker.Applied(owner, order, _filters.GetValueOrDefault(order.Engagement));
        _filters[order.Engagement] = new(order, world.Scheduler.Now, Drops());
    }

    private long Drops() => world.Random.NextDouble() switch
    {
        < 0.1 => 10_000,
        < 0.2 => 0,
        _ => world.Crosses(owner.Name) ? 1_000_000 : 0,
    };

    private void Take(string engagement)
    {
        if (!_filters.Remove(engagement))
            return;
        world.Count("router.withdrawn");
        world.Note(owner.Name, $"filter gone: {engagement}");
    }

    /// <param name="Bps">What it drops.</param>
    internal sealed record Filter(MitigatorOrder Order, DateTimeOffset Since, long Bps);

    private sealed class Session(Router router, SimulatedWorld world, Life life) : IMitigator
    {
        public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation)
        {
            if (life.Alive && !cancellation.IsCancellationRequested)
                world.Checker.Told(router.Owner, order);
            if (world.Chance(world.Faults.RouterFull))
            {
                world.Count("router.declined");
                return Act("apply", order, () => router.Take(order.Engagement), cancellation, new(MitigatorState.Declined, DeclineCode.Capacity, RulesFree: 0));
            }

            return Act("apply", order, () => router.Put(order), cancellation, MitigatorAnswer.Active);
        }

        public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) =>
            Act("withdraw", order, () => router.Take(order.Engagement), cancellation, MitigatorAnswer.Ended);

        public async Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation)
        {
            await Act("status", order, static () => { }, cancellation, MitigatorAnswer.Active);
            if (router._filters.GetValueOrDefault(order.Engagement) is not { } filter || filter.Order.Revision != order.Revision)
                return MitigatorAnswer.Ended;
            var dropped = (long)((world.Scheduler.Now - filter.Since).TotalSeconds * filter.Bps);
            return MitigatorAnswer.Active with { Counters = new(dropped / 8000, dropped, 0, 0) };
        }

        private async Task<MitigatorAnswer> Act(string what, MitigatorOrder order, Action effect, CancellationToken cancellation, MitigatorAnswer answer)
        {
            life.Step($"{what}.before");
            cancellation.ThrowIfCancellationRequested();
            if (world.Chance(world.Faults.RouterSlow))
                await Slowly(what, order, effect, cancellation);

            var fails = world.Chance(world.Faults.RouterFails);
            if (!fails || world.Random.NextDouble() < 0.5)
                effect();
            if (fails)
            {
                world.Count($"router.{what}-failed");
                world.Note(life.Process, $"router failed to {what} {order.Engagement} r{order.Revision}");
                router.Disturb();
                throw new MitigatorException($"{what} failed (simulated)");
            }

            life.Step($"{what}.after");
            return answer;
        }

        private async Task Slowly(string what, MitigatorOrder order, Action effect, CancellationToken cancellation)
        {
            world.Count("router.slow");
            router.Disturb();
            router._underWay.Add(effect);
            try
            {
                await world.Pause(life, world.Between(0.1, 20), cancellation);
            }
            catch (OperationCanceledException)
            {
                // Killed on the way: how far it got is anybody's guess.
                world.Count($"router.{what}-cancelled");
                world.Note(life.Process, $"{what} of {order.Engagement} r{order.Revision} cancelled");
                router.Disturb();
                if (world.Chance(world.Faults.RouterLags))
                {
                    world.Count("router.lagged");
                    await world.Pause(life, world.Between(0.01, 3));
                }

                if (world.Random.NextDouble() < 0.5)
                    effect();
                throw;
            }
            finally
            {
                router._underWay.Remove(effect);
            }

            life.Step($"{what}.within");
        }
    }

    private void Disturb() => owner.Disturbed();
}
