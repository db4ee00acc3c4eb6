namespace Controller.Detection;

/// <summary>What one feed says of one target over time: an attack when a threshold is exceeded for long enough, over when all is calm for long enough. Pure.</summary>
internal sealed class Watch(bool open)
{
    private DateTimeOffset? _overSince, _calmSince;

    /// <summary>Whether an attack is on.</summary>
    public bool IsOpen { get; private set; } = open;

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsIdle => !IsOpen && _overSince is null;

    /// <summary>When it began.</summary>
    public DateTimeOffset? Since => _overSince;

    /// <summary>When it last heard of the target; null: not in this process.</summary>
    public DateTimeOffset? At { get; private set; }

    public WatchChange Take(DetectionRule rule, Sample sample, DateTimeOffset now)
    {
        At = now;
        if (!IsOpen)
        {
            _overSince = rule.IsExceeded(sample) ? _overSince ?? now : null;
            if (_overSince is null || now - _overSince < rule.Hold)
                return WatchChange.None;
            (IsOpen, _calmSince) = (true, null);
            return WatchChange.Opened;
        }

        if (!rule.IsCalm(sample))
        {
            _calmSince = null;
            return WatchChange.Lasts;
        }

        _calmSince ??= now;
        if (now - _calmSince < rule.Calm)
            return WatchChange.Lasts;
        (IsOpen, _overSince, _calmSince) = (false, null, null);
        return WatchChange.Closed;
    }
}

internal enum WatchChange
{
    None,
    Opened,
    Lasts,
    Closed,
}
