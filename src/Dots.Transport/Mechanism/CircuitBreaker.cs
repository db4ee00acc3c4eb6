namespace Dots.Transport.Mechanism;

public enum CircuitState
{
    /// <summary>Calls go through.</summary>
    Closed,
    /// <summary>Nothing is tried until the pause is over.</summary>
    Open,
    /// <summary>The pause is over: one call may probe, all others wait for its outcome.</summary>
    HalfOpen,
}

/// <summary>
/// Stops calling a peer that failed several times in a row and lets a single probe find out when it is back, so that one dead peer costs nobody
/// else time. Holds no timer and starts nothing; safe for concurrent use. A probe whose outcome is never told is given up after one pause.
/// </summary>
/// <param name="failures">Consecutive failures that open it; at least 1.</param>
/// <param name="pause">How long it stays open before the next probe.</param>
public sealed class CircuitBreaker(int failures, TimeSpan pause, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _inARow;
    private DateTimeOffset? _openUntil;
    private DateTimeOffset? _probeUntil;

    public CircuitState State
    {
        get
        {
            lock (_lock)
                return _openUntil is not { } until ? CircuitState.Closed : time.GetUtcNow() < until ? CircuitState.Open : CircuitState.HalfOpen;
        }
    }

    /// <summary>When the next probe may go out; null while closed.</summary>
    public DateTimeOffset? OpenUntil
    {
        get
        {
            lock (_lock)
                return _openUntil;
        }
    }

    /// <summary>Whether a call may be made now. After true, exactly one of <see cref="Succeeded"/>, <see cref="Failed"/> and <see cref="Abandoned"/> is owed.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_openUntil is not { } until)
                return true;
            var now = time.GetUtcNow();
            if (now < until || now < _probeUntil)
                return false;
            _probeUntil = now + pause;
            return true;
        }
    }

    /// <summary>The peer answered, whatever it said.</summary>
    public void Succeeded()
    {
        lock (_lock)
            (_inARow, _openUntil, _probeUntil) = (0, null, null);
    }

    /// <summary>The peer could not be reached or did not answer.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // The failure of a call that started before it opened says nothing new and must not prolong the pause.
            if (++_inARow < failures || now < _openUntil)
                return;
            (_openUntil, _probeUntil) = (now + pause, null);
        }
    }

    /// <summary>The caller gave up before there was an outcome; another may probe.</summary>
    public void Abandoned()
    {
        lock (_lock)
            _probeUntil = null;
    }
}
