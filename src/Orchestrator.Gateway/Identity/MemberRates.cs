using System.Collections.Concurrent;
using Dots.Mechanism;

namespace Orchestrator.Gateway.Identity;

/// <summary>
/// What each member may send: a budget for each kind of message, so that no flood of one kind, its own controller's heartbeats included, costs
/// a member its request, refresh or withdrawal (design, section 5). Token buckets; bounded in number.
/// </summary>
internal sealed class MemberRates(int perSecond, int burst, TimeProvider time)
{
    private const int MaximumBuckets = 200_000;

    private readonly ConcurrentDictionary<(string Member, MessageName Name), Bucket> _buckets = new();

    /// <summary>Null when it may be sent now; otherwise how long to wait.</summary>
    public TimeSpan? Wait(string member, MessageName name)
    {
        if (_buckets.Count > MaximumBuckets)
            Sweep();
        return _buckets.GetOrAdd((member, name), static (_, full) => new Bucket(full), (double)burst).Take(perSecond, burst, time.GetTimestamp(), time);
    }

    /// <summary>Forgets buckets that are full again: they say nothing.</summary>
    private void Sweep()
    {
        foreach (var (key, bucket) in _buckets)
            if (bucket.IsFull(perSecond, burst, time.GetTimestamp(), time))
                _buckets.TryRemove(key, out _);
    }

    private sealed class Bucket(double tokens)
    {
        private readonly Lock _lock = new();
        private double _tokens = tokens;
        private long _at;

        public TimeSpan? Take(double perSecond, double burst, long now, TimeProvider time)
        {
            lock (_lock)
            {
                Fill(perSecond, burst, now, time);
                if (_tokens < 1)
                    return TimeSpan.FromSeconds((1 - _tokens) / perSecond);
                _tokens--;
                return null;
            }
        }

        public bool IsFull(double perSecond, double burst, long now, TimeProvider time)
        {
            lock (_lock)
            {
                Fill(perSecond, burst, now, time);
                return _tokens >= burst;
            }
        }

        private void Fill(double perSecond, double burst, long now, TimeProvider time)
        {
            if (_at != 0)
                _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
        }
    }
}
