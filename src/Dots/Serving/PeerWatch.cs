namespace Dots.Serving;

/// <summary>
/// Whether one client's heartbeats come (mechanism, section 1). Its pace is its own, up to 300 s, and learned from it: three missed are three of its own, or
/// three of this server's where it is faster. Not thread safe.
/// </summary>
/// <param name="since">From when heartbeats are expected.</param>
/// <param name="every">This server's own pace.</param>
public sealed class PeerWatch(DateTimeOffset since, TimeSpan every)
{
    private const int MissedIsLost = 3;

    /// <summary>The slowest pace that is allowed (mechanism, section 1).</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(300);

    private TimeSpan? _pace;
    private DateTimeOffset? _beaten;

    /// <summary>Null: never.</summary>
    public DateTimeOffset? LastSeen { get; private set; }

    /// <summary>Three heartbeats were missed.</summary>
    public bool Lost { get; private set; }

    /// <summary>How long nothing has been heard.</summary>
    public TimeSpan Silent(DateTimeOffset now) => now - (LastSeen ?? since);

    /// <summary>It was heard of, by something that is no heartbeat of its own. Whether it is back.</summary>
    public bool Heard(DateTimeOffset now)
    {
        var back = Lost;
        (LastSeen, Lost) = (now, false);
        return back;
    }

    /// <summary>Its heartbeat came. Whether it is back.</summary>
    public bool Beaten(DateTimeOffset now)
    {
        // The gap that made it lost is no pace.
        if (!Lost && _beaten is { } before)
            _pace = now - before is var gap && gap < every ? every : gap > Slowest ? Slowest : gap;
        _beaten = now;
        return Heard(now);
    }

    /// <summary>Whether it has just become lost.</summary>
    public bool Missed(DateTimeOffset now)
    {
        if (Lost || Silent(now) <= (_pace ?? every) * MissedIsLost)
            return false;
        return Lost = true;
    }
}
