using Controller.Mitigators;

namespace Controller.Customers;

/// <summary>
/// The own mitigator's figures and the helpers' as one series (design, section 3): totals add up, a peak is the peak of the sum. What helpers forward
/// meets the own mitigator next, and counts only while that does not filter. Not thread safe.
/// </summary>
internal sealed class FoldedFigures
{
    /// <summary>A rate that nobody has confirmed for so long is over.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private readonly Series _own, _helpers;

    public FoldedFigures(StoredFigures stored) => (_own, _helpers, Sum, Peaks) = (new(stored.Own), new(stored.Helpers), stored.Sum, stored.Peaks);

    public TrafficCounters Sum { get; private set; }

    public TrafficRates Peaks { get; private set; }

    /// <summary>When each side was last heard; null: not in this process.</summary>
    public DateTimeOffset? OwnAt => _own.At;

    public DateTimeOffset? HelpersAt => _helpers.At;

    /// <summary>Whether anything came since <see cref="ToStore"/>.</summary>
    public bool Changed { get; private set; }

    /// <param name="since">Begin of the counting.</param>
    public void TakeOwn(TrafficCounters totals, DateTimeOffset since, DateTimeOffset now) => Add(_own.Take(totals, since, now, countForwarded: true), now);

    /// <param name="seenAgain">Whether the own mitigator filters, so that it counts what helpers forward.</param>
    public void TakeHelpers(TrafficCounters totals, DateTimeOffset since, DateTimeOffset now, bool seenAgain) => Add(_helpers.Take(totals, since, now, !seenAgain), now);

    public TrafficRates OwnRates(DateTimeOffset now) => _own.RatesAt(now);

    public TrafficRates Rates(DateTimeOffset now) => _own.RatesAt(now) + _helpers.RatesAt(now);

    /// <summary>What is to be stored; marks it as taken.</summary>
    public StoredFigures ToStore()
    {
        Changed = false;
        return new(_own.Last, _helpers.Last, Sum, Peaks);
    }

    private void Add(TrafficCounters grown, DateTimeOffset now)
    {
        Changed |= grown != TrafficCounters.Zero;
        Sum += grown;
        Peaks = Peaks.Or(Rates(now));
    }

    private sealed class Series(TrafficCounters last)
    {
        private TrafficRates _rates;

        public TrafficCounters Last { get; private set; } = last;

        public DateTimeOffset? At { get; private set; }

        public TrafficRates RatesAt(DateTimeOffset now) => now - At <= Stale ? _rates : TrafficRates.Zero;

        public TrafficCounters Take(TrafficCounters totals, DateTimeOffset since, DateTimeOffset now, bool countForwarded)
        {
            var grown = totals - Last;
            // Counted anew: other terms, another device, another orchestrator.
            if (grown.DroppedPackets < 0 || grown.DroppedBits < 0 || grown.ForwardedPackets < 0 || grown.ForwardedBits < 0)
                grown = totals;
            if (!countForwarded)
                grown = grown with { ForwardedPackets = 0, ForwardedBits = 0 };
            // Two readings at one moment say nothing about a rate.
            var within = now - (At ?? since);
            if (within > TimeSpan.Zero)
                (_rates, At) = (TrafficRates.Of(grown, within), now);
            Last = totals;
            return grown;
        }
    }
}
