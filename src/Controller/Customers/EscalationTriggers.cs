using System.Collections.Immutable;
using Controller.Orders;
using Controller.Settings;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>When own means do not suffice (draft-nishizuka-dots-inter-domain-mechanism-02, 5.2.2): volume, attack type, uplink, or the own mitigator says so.</summary>
internal sealed class EscalationTriggers(ControllerSettings settings)
{
    private readonly long _capacity = settings.Escalation.CapacityBps > 0 ? settings.Escalation.CapacityBps : settings.Registration.ScrubBps;

    /// <summary>Why the orchestrator should be asked, for a person; null: own means do.</summary>
    /// <param name="key">Of the mitigation.</param>
    /// <param name="own">Its own order as last heard.</param>
    /// <param name="congested">Whether the detector says that the uplink is full.</param>
    public string? Reason(string key, MitigationRequest request, RelayPolicy relay, HeldOrder? own, bool congested, Load load)
    {
        if (relay == RelayPolicy.Never)
            return null;
        if (relay == RelayPolicy.Always)
            return "always, by the contract with the customer";
        if (settings.Escalation.KnownAttackTypes is { IsEmpty: false } known && request.Info?.AttackTypes.FirstOrDefault(t => !known.Contains(t, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return $"attack type {unknown} is not known here";
        if (own is { Phase: OrderPhase.Ending or OrderPhase.Over })
            switch (own.Outcome, own.Decline)
            {
                case (OrderOutcome.Exhausted, _):
                    return $"the own mitigator has no more room: {own.Reason}";
                case (OrderOutcome.Declined, DeclineCode.Capacity or DeclineCode.Unsupported):
                    return $"the own mitigator cannot: {own.Reason}";
            }

        if (load.Overflowing.Contains(key))
            return $"attacks of {load.Alone} bit/s are more than the own capacity of {_capacity} bit/s";
        if (congested)
            return "the detector says that the uplink is congested";
        return settings.Escalation.UplinkBps > 0 && load.Arriving >= settings.Escalation.UplinkBps
            ? $"the uplink is congested: attacks of {load.Arriving} bit/s on {settings.Escalation.UplinkBps} bit/s"
            : null;
    }

    /// <summary>What all mitigations that run come to. Of those that own means cannot carry together the greatest overflow.</summary>
    public Load LoadOf(IReadOnlyCollection<(string Key, long Volume, bool Alone)> running)
    {
        var alone = running.Where(m => m.Alone).ToArray();
        var sum = alone.Sum(m => m.Volume);
        var overflowing = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var left = sum;
        if (_capacity > 0)
            foreach (var (key, volume, _) in alone.OrderByDescending(m => m.Volume).TakeWhile(_ => left > _capacity))
            {
                overflowing.Add(key);
                left -= volume;
            }

        return new(overflowing.ToImmutable(), sum, running.Sum(m => m.Volume));
    }
}

/// <summary>What all mitigations of this operator's customers come to, bits/s.</summary>
/// <param name="Overflowing">Keys of those that are too much for own means.</param>
/// <param name="Alone">Volume of those that own means take care of alone.</param>
/// <param name="Arriving">Volume of all of them at this network.</param>
internal sealed record Load(ImmutableHashSet<string> Overflowing, long Alone, long Arriving)
{
    public static readonly Load None = new([], 0, 0);
}
