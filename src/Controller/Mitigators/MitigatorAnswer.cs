using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Mitigators;

/// <summary>What a mitigator says about one engagement (contracts, Controller's mitigator).</summary>
/// <param name="Decline">With <see cref="MitigatorState.Declined"/>: why.</param>
/// <param name="Counters">Null when this mitigator does not count.</param>
/// <param name="RulesFree">Entries that still fit; null when it does not say.</param>
/// <param name="Reason">For a person, with Declined.</param>
public sealed record MitigatorAnswer(
    MitigatorState State,
    DeclineCode? Decline = null,
    TrafficCounters? Counters = null,
    int? RulesFree = null,
    string? Reason = null)
{
    public static readonly MitigatorAnswer Active = new(MitigatorState.Active);
    public static readonly MitigatorAnswer Ended = new(MitigatorState.Ended);
}

/// <summary>What is in place.</summary>
public enum MitigatorState
{
    /// <summary>The order's terms are in place.</summary>
    Active,

    /// <summary>It does not do this, or has no more room for it; nothing is in place.</summary>
    Declined,

    /// <summary>Nothing is in place.</summary>
    Ended,
}

/// <summary>Totals since the terms were put in place.</summary>
public sealed record TrafficCounters(long DroppedPackets, long DroppedBits, long ForwardedPackets, long ForwardedBits)
{
    public static readonly TrafficCounters Zero = new(0, 0, 0, 0);

    public static TrafficCounters operator +(TrafficCounters a, TrafficCounters b) => new(
        a.DroppedPackets + b.DroppedPackets, a.DroppedBits + b.DroppedBits, a.ForwardedPackets + b.ForwardedPackets, a.ForwardedBits + b.ForwardedBits);

    public static TrafficCounters operator -(TrafficCounters a, TrafficCounters b) => new(
        a.DroppedPackets - b.DroppedPackets, a.DroppedBits - b.DroppedBits, a.ForwardedPackets - b.ForwardedPackets, a.ForwardedBits - b.ForwardedBits);
}
