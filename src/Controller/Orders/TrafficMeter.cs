using Controller.Mitigators;

namespace Controller.Orders;

/// <summary>
/// Turns a mitigator's counters into what is reported: totals that never fall, also when the device starts counting anew,
/// and peaks and averages of the time measured: what a device had counted before that belongs to the totals only.
/// </summary>
internal sealed class TrafficMeter
{
    private readonly DateTimeOffset _since;
    private TrafficCounters _base = TrafficCounters.Zero, _last = TrafficCounters.Zero, _before = TrafficCounters.Zero;
    private DateTimeOffset _at;

    public TrafficMeter(DateTimeOffset since) => _since = _at = LastMatch = since;

    /// <summary>When something last matched; the start until then.</summary>
    public DateTimeOffset LastMatch { get; private set; }

    /// <summary>Null until the mitigator has counted something to be told.</summary>
    public Measurement? Current { get; private set; }

    public void Take(TrafficCounters reading, DateTimeOffset now)
    {
        if (now == _since)
            _before = reading;
        var fell = reading.DroppedPackets < _last.DroppedPackets || reading.DroppedBits < _last.DroppedBits
            || reading.ForwardedPackets < _last.ForwardedPackets || reading.ForwardedBits < _last.ForwardedBits;
        if (fell)
            (_base, _last) = (_base + _last, TrafficCounters.Zero);

        var grown = reading - _last;
        if (grown.DroppedPackets > 0 || grown.DroppedBits > 0)
            LastMatch = now;

        var totals = _base + reading;
        var measured = totals - _before;
        var dropped = Rate(Current?.Dropped, (totals.DroppedPackets, totals.DroppedBits), (measured.DroppedPackets, measured.DroppedBits), (grown.DroppedPackets, grown.DroppedBits), now);
        var forwarded = Rate(Current?.Forwarded, (totals.ForwardedPackets, totals.ForwardedBits), (measured.ForwardedPackets, measured.ForwardedBits), (grown.ForwardedPackets, grown.ForwardedBits), now);
        Current = new(_since, now, dropped, forwarded);
        (_last, _at) = (reading, now);
    }

    private Flow Rate(Flow? before, (long Packets, long Bits) all, (long Packets, long Bits) measured, (long Packets, long Bits) grown, DateTimeOffset now)
    {
        // Two readings at one moment say nothing about a rate.
        var step = (now - _at).TotalSeconds;
        var (pps, bps) = step > 0 ? ((long)(grown.Packets / step), (long)(grown.Bits / step)) : (0, 0);
        var time = (now - _since).TotalSeconds;
        return new(
            all.Packets, all.Bits, Math.Max(pps, before?.PeakPps ?? 0), Math.Max(bps, before?.PeakBps ?? 0),
            time > 0 ? (long)(measured.Packets / time) : 0, time > 0 ? (long)(measured.Bits / time) : 0);
    }
}

/// <summary>What was counted from <paramref name="Since"/> to <paramref name="At"/>.</summary>
/// <param name="Dropped">What matched and was dropped.</param>
/// <param name="Forwarded">What was let through.</param>
public sealed record Measurement(DateTimeOffset Since, DateTimeOffset At, Flow Dropped, Flow Forwarded);

/// <summary>Totals in packets and bits; peaks and averages in packets/s and bits/s.</summary>
public sealed record Flow(long Packets, long Bits, long PeakPps, long PeakBps, long AveragePps, long AverageBps);
