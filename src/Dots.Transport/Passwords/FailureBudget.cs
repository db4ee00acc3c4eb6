namespace Dots.Transport.Passwords;

/// <summary>Wrong passwords that one place may send: a few at once, then one every few seconds. Bounded: places beyond the bound share one budget.</summary>
internal sealed class FailureBudget(TimeProvider time)
{
    private const int AtOnce = 10;
    private const int RememberedAtMost = 20_000;
    private static readonly TimeSpan RegainedEvery = TimeSpan.FromSeconds(6);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _fullAt = new(StringComparer.Ordinal);

    /// <summary>Null when one more may be checked; otherwise how long to wait.</summary>
    internal TimeSpan? Wait(string place)
    {
        lock (_lock)
        {
            var owed = Owed(Known(place));
            return owed > RegainedEvery * (AtOnce - 1) ? owed - (RegainedEvery * (AtOnce - 1)) : null;
        }
    }

    internal void Failed(string place)
    {
        lock (_lock)
        {
            if (_fullAt.Count >= RememberedAtMost)
                Sweep();
            var known = Known(place);
            _fullAt[known] = time.GetUtcNow() + Owed(known) + RegainedEvery;
        }
    }

    // With the memory full, who is not in it counts together with everybody else who is not.
    private string Known(string place) => _fullAt.Count < RememberedAtMost || _fullAt.ContainsKey(place) ? place : "";

    private TimeSpan Owed(string place) => _fullAt.TryGetValue(place, out var full) && full - time.GetUtcNow() is var owed && owed > TimeSpan.Zero ? owed : TimeSpan.Zero;

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (place, full) in _fullAt)
            if (full <= now)
                _fullAt.Remove(place);
    }
}
