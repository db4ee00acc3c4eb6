using System.Collections.Immutable;

namespace Grains.Mitigations;

/// <summary>
/// Figures of one mitigation as reports come in: constant work a report, whatever the number of operators. Lives in memory; the mitigation stores
/// <see cref="Counts"/> from time to time.
/// </summary>
public sealed class FigureBook
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _stale = [];
    private ImmutableSortedDictionary<string, Count> _counts;

    public FigureBook(ImmutableSortedDictionary<string, Count> counts, Figures peaks)
    {
        _counts = counts;
        Peaks = peaks;
        foreach (var (member, count) in counts)
        {
            var still = WithoutRates(count.Totals);
            _entries[member] = new Entry(count.Report, still, null, count.Peaks ?? Figures.Zero, count.Told);
            Sum += still;
        }
    }

    /// <summary>Totals and current rates, summed over operators.</summary>
    public Figures Sum { get; private set; } = Figures.Zero;

    /// <summary>Greatest rates that the sum ever had.</summary>
    public Figures Peaks { get; private set; }

    /// <summary>Whether reports came since <see cref="TakeCounts"/>.</summary>
    public bool Changed { get; private set; }

    /// <summary>Takes a report; a reason when it contradicts an earlier one and is ignored.</summary>
    public string? Take(string @operator, long number, Figures figures, DateTimeOffset at)
    {
        var known = _entries.GetValueOrDefault(@operator);
        if (known is not null && number <= known.Number)
            return $"report {number} after report {known.Number}";
        var told = figures.TellsTotals ? number : known?.Told ?? 0;
        figures = figures.After(known?.Figures ?? Figures.Zero);
        if (known is not null && (figures.DroppedBits < known.Figures.DroppedBits || figures.DroppedPackets < known.Figures.DroppedPackets
            || figures.ForwardedBits < known.Figures.ForwardedBits || figures.ForwardedPackets < known.Figures.ForwardedPackets))
            return $"report {number}: totals fell below those of report {known.Number}";

        Sum += known is null ? figures : figures - known.Figures;
        Peaks = Peaks.PeakWith(Sum);
        _entries[@operator] = new Entry(number, figures, at, (known?.Peaks ?? Figures.Zero).PeakWith(figures), told);
        Changed = true;
        return null;
    }

    /// <summary>An operator no longer filters: its totals stay, its rates are over.</summary>
    public void Still(string @operator)
    {
        if (!_entries.TryGetValue(@operator, out var known))
            return;
        var still = WithoutRates(known.Figures);
        Sum += still - known.Figures;
        _entries[@operator] = known with { Figures = still };
    }

    /// <summary>Rates nobody has confirmed since then count as over; figures stay, with their age.</summary>
    public void StillBefore(DateTimeOffset then)
    {
        foreach (var (member, entry) in _entries)
            if (entry.At < then && entry.Figures.DroppedBps + entry.Figures.ForwardedBps > 0)
                _stale.Add(member);
        foreach (var member in _stale)
            Still(member);
        _stale.Clear();
    }

    /// <summary>One operator's newest figures and when they came; null: never, or before a restart.</summary>
    public (Figures Figures, DateTimeOffset? At) Of(string @operator) =>
        _entries.TryGetValue(@operator, out var entry) ? (entry.Figures, entry.At) : (Figures.Zero, null);

    /// <summary>Number of the operator's newest report; 0 before the first.</summary>
    public long NumberOf(string @operator) => _entries.GetValueOrDefault(@operator)?.Number ?? 0;

    /// <summary>What is to be stored; marks it as taken.</summary>
    public ImmutableSortedDictionary<string, Count> TakeCounts()
    {
        var counts = _counts.ToBuilder();
        foreach (var (member, entry) in _entries)
            counts[member] = new Count(entry.Number, WithoutRates(entry.Figures), entry.Peaks, entry.Told);
        Changed = false;
        return _counts = counts.ToImmutable();
    }

    private static Figures WithoutRates(Figures f) => f with { DroppedBps = 0, DroppedPps = 0, ForwardedBps = 0, ForwardedPps = 0 };

    private sealed record Entry(long Number, Figures Figures, DateTimeOffset? At, Figures Peaks, long Told);
}
