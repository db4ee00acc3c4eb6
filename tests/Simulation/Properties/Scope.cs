using System.Collections.Immutable;
using Controller.Mitigators;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Simulation.Controllers;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>Property 1, as far as it is in these rules: no filter is wider than a request that was accepted.</summary>
internal sealed class Scope(SimulatedWorld world)
{
    private readonly Dictionary<string, List<TrafficMatch>> _accepted = new(StringComparer.Ordinal);

    public void Stored(MitigationKey key, Mitigation state)
    {
        if (!_accepted.TryGetValue(key.ToString(), out var accepted))
            _accepted[key.ToString()] = accepted = [];
        if (accepted.Count == 0 || !accepted[^1].Equals(state.Request!.Match))
            accepted.Add(state.Request!.Match);
        if (state.Runs && state.Engagements.Values.FirstOrDefault(e => e.Stands && !e.Assignment.Match.SharesDestinations(state.Request!.Match)) is { } left)
            world.Checker.Violated(1, $"{key}: {left.Operator} is to go on filtering for targets of which none is asked for any more: {left.Assignment.Match}");
    }

    public void Applied(ControllerHost controller, MitigatorOrder order)
    {
        if (!MitigationKey.TryParseEngagement(order.Engagement, out var key, out var member) || member != controller.Name || order.Alert != key.ControllersAlert)
            world.Checker.Violated(2, $"{controller.Name} applied {order.Engagement} of alert {order.Alert}, which is not its own");
        else if (!_accepted.TryGetValue(key.ToString(), out var accepted) || !accepted.Exists(a => Within(order.Terms.Match, a)))
            world.Checker.Violated(1, $"{controller.Name} applied {order.Engagement} r{order.Revision} wider than any accepted request: {order.Terms.Match}");
    }

    private static bool Within(TrafficMatch filter, TrafficMatch request) =>
        Inside(filter.Destinations, request.Destinations) && Inside(filter.Sources, request.Sources)
        && filter.SourcePorts.SequenceEqual(request.SourcePorts) && filter.DestinationPorts.SequenceEqual(request.DestinationPorts) && filter.Protocols.SequenceEqual(request.Protocols);

    private static bool Inside(ImmutableArray<Prefix> filter, ImmutableArray<Prefix> request) =>
        request.IsEmpty || (!filter.IsEmpty && filter.All(f => request.Any(r => r.Contains(f))));
}
