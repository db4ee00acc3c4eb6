namespace Grains.Mitigations;

/// <summary>
/// What a mitigation expects of each operator, for those who plan for others: what has changed since it was told, and everything from time to time, since it may get lost.
/// Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class ExpectedLoads(TimeProvider time)
{
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (double Bps, DateTimeOffset Until)> _told = new(StringComparer.Ordinal);
    private DateTimeOffset _allAt = DateTimeOffset.MinValue;

    /// <summary>
    /// Share times volume; 0 where either is unknown, of who does not stand, and of what is filtered and not cleaned: filters take entries, not capacity, and a volume that
    /// nobody has to take in could be any number.
    /// </summary>
    public static double Of(Mitigation mitigation, Engagement engagement) =>
        engagement.Stands && mitigation is { Runs: true, Request: { VolumeBps: > 0 and var volume } request } && (engagement.Assignment.Action ?? request.Action) == HelpAction.Mitigation
            ? engagement.ExpectedShare * volume
            : 0;

    /// <summary>What is to be told now; counts as told.</summary>
    public IReadOnlyList<(string Operator, double Bps, DateTimeOffset Until)> Take(Mitigation mitigation)
    {
        var now = time.GetUtcNow();
        var all = now >= _allAt + Again;
        if (all)
            _allAt = now;
        var due = new List<(string, double, DateTimeOffset)>();
        foreach (var engagement in mitigation.Engagements.Values)
        {
            var load = (Bps: Of(mitigation, engagement), Until: engagement.HeldUntil);
            var known = _told.GetValueOrDefault(engagement.Operator);
            if (known == load ? !all || load.Bps == 0 : load.Bps == 0 && known.Bps == 0)
                continue;
            _told[engagement.Operator] = load;
            due.Add((engagement.Operator, load.Bps, load.Until));
        }

        return due;
    }
}
