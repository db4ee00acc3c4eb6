namespace Grains.Operators;

/// <summary>
/// What one operator was asked for: of each engagement that stands how much of its attack it is expected to drop. Told by the mitigations, again and again; in memory
/// only, since each tells it when it is woken after a start. Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class LoadBook(TimeProvider time)
{
    private readonly Dictionary<string, (double Bps, DateTimeOffset Until)> _loads = new(StringComparer.Ordinal);

    /// <summary>Of all engagements, bit/s.</summary>
    public double Sum
    {
        get
        {
            var now = time.GetUtcNow();
            foreach (var (engagement, load) in _loads)
                if (load.Until <= now)
                    _loads.Remove(engagement);
            return _loads.Values.Sum(l => l.Bps);
        }
    }

    /// <param name="bps">Bit/s; 0: nothing, or nobody knows.</param>
    /// <param name="until">The order's end: whoever told it may be gone by then.</param>
    public void Set(string engagement, double bps, DateTimeOffset until)
    {
        if (bps > 0)
            _loads[engagement] = (bps, until);
        else
            _loads.Remove(engagement);
    }
}
