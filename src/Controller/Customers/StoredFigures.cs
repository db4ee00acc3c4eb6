using Controller.Mitigators;

namespace Controller.Customers;

/// <summary>Figures of one mitigation as they are kept over a restart.</summary>
/// <param name="Own">Last totals of the own mitigator.</param>
/// <param name="Helpers">Last totals the orchestrator told.</param>
/// <param name="Sum">What was dropped and forwarded in all.</param>
/// <param name="Peaks">Greatest rates that the sum of both ever had.</param>
internal sealed record StoredFigures(TrafficCounters Own, TrafficCounters Helpers, TrafficCounters Sum, TrafficRates Peaks)
{
    public static readonly StoredFigures Zero = new(TrafficCounters.Zero, TrafficCounters.Zero, TrafficCounters.Zero, TrafficRates.Zero);
}

/// <summary>Packets/s and bits/s.</summary>
internal readonly record struct TrafficRates(long DroppedPps, long DroppedBps, long ForwardedPps, long ForwardedBps)
{
    public static readonly TrafficRates Zero;

    /// <summary>Of what was counted within a time.</summary>
    public static TrafficRates Of(TrafficCounters grown, TimeSpan within) => within <= TimeSpan.Zero
        ? Zero
        : new(
            (long)(grown.DroppedPackets / within.TotalSeconds), (long)(grown.DroppedBits / within.TotalSeconds),
            (long)(grown.ForwardedPackets / within.TotalSeconds), (long)(grown.ForwardedBits / within.TotalSeconds));

    public TrafficRates Or(TrafficRates greater) => new(
        Math.Max(DroppedPps, greater.DroppedPps), Math.Max(DroppedBps, greater.DroppedBps), Math.Max(ForwardedPps, greater.ForwardedPps), Math.Max(ForwardedBps, greater.ForwardedBps));

    public static TrafficRates operator +(TrafficRates a, TrafficRates b) =>
        new(a.DroppedPps + b.DroppedPps, a.DroppedBps + b.DroppedBps, a.ForwardedPps + b.ForwardedPps, a.ForwardedBps + b.ForwardedBps);
}
