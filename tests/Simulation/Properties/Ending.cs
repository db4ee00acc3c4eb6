using System.Collections.Immutable;
using Controller.Orders;
using Grains.Mitigations;
using Simulation.Controllers;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>
/// Property 3: no filter outlives its end, within the skew of clocks; every withdrawal arrives or the end passes. What a controller cannot do while it is
/// down, or its disk or router fails, it must do soon after.
/// </summary>
internal sealed class Ending(SimulatedWorld world, Received received)
{
    /// <summary>Longest pause between two tries, and the time a try takes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(80);

    /// <summary>When the last filter has to be gone by any order written.</summary>
    public DateTimeOffset LastEnd { get; private set; }

    public void Stored(MitigationKey key, Mitigation state, ImmutableArray<MitigationEvent> events)
    {
        if (state.Runs && state.End != DateTimeOffset.MaxValue)
            LastEnd = Later(LastEnd, state.End);
        foreach (var engagement in state.Engagements.Values)
            if (engagement.State != EngagementState.Ended && engagement.End + world.Controllers[engagement.Operator].Skew is var end && end > LastEnd)
                LastEnd = end;
        if (!events.Any(e => e is MitigationEvent.Closed))
            return;
        foreach (var (controller, filter) in Standing())
            if (controller.KeepsTime && !controller.Denied(filter.Order.Engagement) && MitigationKey.TryParseEngagement(filter.Order.Engagement, out var of, out _) && of == key
                && (received.Of(controller, filter.Order.Engagement)?.EndInForce is not { } end || world.Scheduler.Now < end + OrderRules.Skew))
                world.Checker.Violated(3, $"{key} was closed while {controller.Name} held {filter.Order.Engagement} r{filter.Order.Revision}");
    }

    public void Check()
    {
        foreach (var (controller, filter) in Standing())
        {
            if (received.Of(controller, filter.Order.Engagement) is not { } track)
                continue;
            if (controller.StoppedSince(filter.Order.Engagement) is { } stopped && controller.Up && world.Scheduler.Now > Later(stopped, controller.LastDisturbed) + Soon)
                world.Checker.Violated(3, $"{controller.Name} still holds {filter.Order.Engagement} r{filter.Order.Revision}, which its people stopped at {stopped:HH:mm:ss}");
            var skew = controller.KeepsTime ? OrderRules.Skew : controller.Skew;
            var must = track.AllowedEnd is { } end ? end + skew : track.WithdrawnAt ?? filter.Order.NotAfter + skew;
            var reference = controller.Up ? Later(must, controller.LastDisturbed) : DateTimeOffset.MaxValue - Soon;
            if (world.Scheduler.Now > reference + Soon)
                world.Checker.Violated(3, $"{controller.Name} still holds {filter.Order.Engagement} r{filter.Order.Revision}, which had to go at {must:HH:mm:ss}");
        }
    }

    public void AtTheEnd()
    {
        foreach (var (controller, filter) in Standing())
            world.Checker.Violated(3, $"{controller.Name} holds {filter.Order.Engagement} r{filter.Order.Revision} at the very end");
        foreach (var mitigation in world.Disk.All)
            if (mitigation.Phase != MitigationPhase.Closed)
                world.Checker.Violated(3, $"{mitigation.Key} is {mitigation.Phase} at the very end");
    }

    private IEnumerable<(ControllerHost Controller, Router.Filter Filter)> Standing() =>
        from controller in world.Controllers.Values
        from filter in controller.Router.Filters.Values
        select (controller, filter);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
