using Controller.Mitigators;
using Simulation.Controllers;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>Property 2: a controller never acts twice on one order, nor on an expired, superseded or foreign one.</summary>
internal sealed class Acting(SimulatedWorld world, Received received)
{
    /// <summary>A call to the router that began in time may take so long.</summary>
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(25);

    /// <summary>The filter came into place.</summary>
    public void Applied(ControllerHost controller, MitigatorOrder order, Router.Filter? before)
    {
        if (before is not null && before.Order.Revision >= order.Revision)
            world.Checker.Violated(2, $"{Name(controller, order)} was applied while r{before.Order.Revision} was in place");
    }

    /// <summary>The router is told to: what comes of it when a newer order arrives in between, that order repairs.</summary>
    public void Told(ControllerHost controller, MitigatorOrder order)
    {
        var name = Name(controller, order);
        if (received.Of(controller, order.Engagement) is not { } track || !track.Handed.TryGetValue(order.Revision, out var origin) || origin.Withdraw)
        {
            world.Checker.Violated(2, $"{name} was applied without such an order");
            return;
        }

        if (controller.StoppedSince(order.Engagement) is { } stopped)
            world.Checker.Violated(2, $"{name} was applied though its people had stopped it at {stopped:HH:mm:ss}");
        if (!controller.MayApply(order, revision => track.Handed.GetValueOrDefault(revision)?.Match))
            world.Checker.Violated(2, $"{name} was applied though nobody approved it");

        foreach (var (revision, newer) in track.Handed)
            if (revision > order.Revision && revision <= track.Answered && !Waits(controller, track, revision) && (newer.Withdraw || !newer.Match.Equals(origin.Match) || newer.Action != origin.Action))
                world.Checker.Violated(2, $"{name} was applied after r{revision}, which supersedes it, was answered");

        if (controller.LocalNow is { } now && track.AllowedEnd is { } end && now > end + Call)
            world.Checker.Violated(2, $"{name} was applied after its end {end:HH:mm:ss}, by its own clock {now:HH:mm:ss}");
    }

    /// <summary>A change that waits supersedes nothing before its time has come; once another was answered, that one counts.</summary>
    private static bool Waits(ControllerHost controller, Received.Track track, int revision) =>
        track.Waiting.TryGetValue(revision, out var until) && (revision < track.Answered || until == DateTimeOffset.MaxValue || controller.LocalNow <= until + Call);

    private static string Name(ControllerHost controller, MitigatorOrder order) => $"{controller.Name}: {order.Engagement} r{order.Revision}";
}
