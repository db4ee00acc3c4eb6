using Dots.Mechanism;
using Dots.Scopes;
using Dots.Serving;

namespace Controller.Customers;

/// <summary>Whether a customer may have this traffic filtered (mechanism, section 4). Pure.</summary>
internal static class CustomerScope
{
    private const int ActionNotSupported = 4, Others = 255;

    /// <param name="runsSince">When its mitigation, which runs, was accepted; null: it is a first request.</param>
    public static MechanismRefusal? Check(
        Customer customer, CustomerRegistration? registration, MitigationRequest request, TrafficMatch match, DateTimeOffset? runsSince, DateTimeOffset now)
    {
        foreach (var target in match.Destinations.Distinct())
        {
            if (!customer.Holds(target))
                return Forbidden($"packet_header.dst_ip {target} is outside {customer.Id}'s zones ({string.Join(", ", customer.Zones.Take(8))})");
            if (registration?.Message is { } registered && !registered.ProtectedZones.Any(z => z.Prefix is { } zone && zone.Contains(target)))
                return Forbidden($"packet_header.dst_ip {target} is outside the zones {customer.Id} registered");
            var widest = target.IsIPv4 ? customer.Widest.V4 : customer.Widest.V6;
            if (target.Length < widest)
                return Forbidden($"packet_header.dst_ip {target} is wider than the /{widest} that {customer.Id} may ask for");
        }

        if (registration?.Message is { } message && match.Outside(message.ProtectedPorts, message.ProtectedProtocols) is { } outside)
            return Forbidden($"packet_header {outside} is outside what {customer.Id} registered");
        return Contract(customer.Limits, request, runsSince, now) ?? Consent(customer, registration, request.Action);
    }

    /// <summary>No longer lifetime than the contract has left: an indefinite one would run on without ever being refreshed. Null: as the request says.</summary>
    public static TimeSpan? Lifetime(CustomerLimits limits, TimeSpan? asked, DateTimeOffset? runsSince, Lifetimes lifetimes, DateTimeOffset now)
    {
        if (limits.Duration is not { } longest)
            return asked;
        var left = longest - (now - (runsSince ?? now));
        var wanted = asked ?? lifetimes.Default;
        return wanted != TimeSpan.Zero && wanted <= left ? asked : left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    private static MechanismRefusal? Contract(CustomerLimits limits, MitigationRequest request, DateTimeOffset? runsSince, DateTimeOffset now)
    {
        // Whatever the request says of the attack counts, not only the newest of it.
        Throughputs?[] said = [request.CurrentThroughputs, request.PeakThroughputs, request.AverageThroughputs];
        if (said.Select(t => t?.Bps).Append(request.Extension?.VolumeBps).Max() is { } volume && volume > limits.Bps)
            return Forbidden($"thresholds_bps: {volume} bit/s are more than the {limits.Bps} agreed");
        if (said.Max(t => t?.Pps) is { } packets && packets > limits.Pps)
            return Forbidden($"thresholds_pps: {packets} packets/s are more than the {limits.Pps} agreed");
        if (limits.Duration is { } duration && request.Info?.Started is { } started && now - started > duration)
            return Forbidden($"duration: the attack has lasted longer than the {duration.TotalSeconds:0} s agreed");
        if (limits.Duration is { } most && now - runsSince > most)
            return Forbidden($"duration: the mitigation runs since {runsSince:u}, longer than the {most.TotalSeconds:0} s agreed");
        return limits.AttackTypes is { IsEmpty: false } types && request.Info?.AttackTypes.FirstOrDefault(t => !types.Contains(t, StringComparer.OrdinalIgnoreCase)) is { } other
            ? Forbidden($"capable_attack_type: {other} is not among those agreed ({string.Join(", ", types)})")
            : null;
    }

    private static MechanismRefusal? Consent(Customer customer, CustomerRegistration? registration, MitigationAction action)
    {
        var agreed = registration?.Message?.Countermeasures ?? Countermeasures.Mitigation | Countermeasures.Flowspec;
        var asked = action switch
        {
            MitigationAction.Blackhole => Countermeasures.Blackhole,
            MitigationAction.Flowspec => Countermeasures.Flowspec,
            _ => Countermeasures.Mitigation,
        };
        return agreed.HasFlag(asked) ? null : new(500, ActionNotSupported, $"mitigation_action {(int)action} is not among the countermeasures {customer.Id} registered");
    }

    private static MechanismRefusal Forbidden(string detail) => new(403, Others, detail);
}
