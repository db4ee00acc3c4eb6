using Controller.Mitigators;
using Controller.Orders;
using Dots.Scopes;
using Simulation.World;
using Order = Controller.Orders.Order;

namespace Simulation.Controllers;

/// <summary>People of an operator at its controller: they stop orders and lift that again, approve what waits for them, decline it, or never look.</summary>
internal sealed class People(SimulatedWorld world, ControllerHost at)
{
    private readonly SortedDictionary<string, DateTimeOffset> _stopped = new(StringComparer.Ordinal);
    private readonly HashSet<(string Engagement, int Revision)> _approved = [];

    public DateTimeOffset? StoppedSince(string engagement)
    {
        DateTimeOffset? since = null;
        foreach (var (target, when) in _stopped)
            if (new Stop(target, "", default).Covers(engagement) && (since is null || when < since))
                since = when;
        return since;
    }

    /// <summary>Whether somebody approved it, or something before it that catches as much.</summary>
    public bool Approved(MitigatorOrder order, Func<int, TrafficMatch?> ordered) =>
        _approved.Contains((order.Engagement, order.Revision))
        || _approved.Any(a => a.Engagement == order.Engagement && a.Revision < order.Revision && ordered(a.Revision) is { } before && order.Terms.Match.IsWithin(before));

    public void Stop(Life life, OrderBook book)
    {
        var held = book.Held.ToArray();
        var target = held.Length > 0 && world.Chance(0.5) ? Order.AskerOf(held[world.Random.Next(held.Length)].Engagement)! : Controller.Orders.Stop.Everything;
        life.Go(async () =>
        {
            try
            {
                life.Step("people.stop");
                await book.StopThese(target, "people", new(canceled: true));
                world.Count("people.stopped");
                world.Note(at.Name, $"people stopped {target}");
                _stopped.TryAdd(target, world.Scheduler.Now);
                at.TickSoon(life, book);
            }
            catch (Exception e) when (OrderBook.IsStoreFailure(e))
            {
                world.Count("people.stop-not-stored");
            }
        });
        ResumeLater(target);
    }

    /// <summary>Looks for what waits, from time to time, as long as this process lives.</summary>
    public void LookSoon(Life life, OrderBook book) => life.After(world.Between(5, 60) + world.Pace(TimeSpan.Zero, TimeSpan.FromMinutes(30)), () => life.Go(async () =>
    {
        foreach (var order in book.Held.Where(o => o.Waiting is { Until: null }).ToArray())
        {
            await Judge(life, book, order);
            at.TickSoon(life, book);
        }

        LookSoon(life, book);
    }));

    private async Task Judge(Life life, OrderBook book, HeldOrder order)
    {
        var mood = world.Random.NextDouble();
        try
        {
            life.Step("people.judge");
            if (mood < 0.6)
            {
                // Counts before it is stored: nobody knows what became of a write that failed.
                _approved.Add((order.Engagement, order.Waiting!.Revision));
                if (await book.Approve(order.Engagement, "people") is null)
                    world.Count("people.approved");
            }
            else if (mood < 0.75 && await book.Decline(order.Engagement, Dots.Mechanism.DeclineCode.Legal, "not here") is null)
            {
                world.Count("people.declined");
            }
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            world.Count("people.not-stored");
        }
    }

    private void ResumeLater(string target) => world.Scheduler.After(world.Between(20, 300), () =>
    {
        if (at.Running is not var (life, book))
        {
            ResumeLater(target);
            return;
        }

        // From here on nobody can tell: the write may take effect without its answer.
        _stopped.Remove(target);
        life.Go(async () =>
        {
            try
            {
                if (await book.Resume(target, "people"))
                    world.Count("people.resumed");
            }
            catch (Exception e) when (OrderBook.IsStoreFailure(e))
            {
                ResumeLater(target);
            }
        });
    });
}
