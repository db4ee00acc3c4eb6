using System.Collections.Concurrent;
using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>
/// Token buckets, one for each sender and kind of message. Bounded in number: who comes when there is no room shares one bucket with all others that do, and
/// those that are full again, which say nothing, make room.
/// </summary>
internal sealed class Budgets(int perSecond, int burst, int maximum, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Sender, MessageName Name), Bucket> _buckets = new();
    private readonly Bucket _shared = new(burst);
    private int _count;
    private long _swept;

    /// <summary>Null when it may be sent now; otherwise how long to wait.</summary>
    public TimeSpan? Take(string sender, MessageName name)
    {
        if (!_buckets.TryGetValue((sender, name), out var bucket))
            bucket = HasRoom() ? Add(sender, name) : _shared;
        return bucket.Take(perSecond, burst, time.GetTimestamp(), time);
    }

    /// <summary>Buckets there are; for tests.</summary>
    public int Count => _count;

    private Bucket Add(string sender, MessageName name)
    {
        var made = new Bucket(burst);
        var kept = _buckets.GetOrAdd((sender, name), made);
        if (ReferenceEquals(kept, made))
            Interlocked.Increment(ref _count);
        return kept;
    }

    private bool HasRoom()
    {
        if (Volatile.Read(ref _count) < maximum)
            return true;

        // A flood of new senders must not buy a walk through all of them with every message.
        var (last, now) = (Interlocked.Read(ref _swept), time.GetTimestamp());
        if ((last != 0 && time.GetElapsedTime(last, now) < SweepEvery) || Interlocked.CompareExchange(ref _swept, now, last) != last)
            return false;
        foreach (var (key, bucket) in _buckets)
            if (bucket.IsFull(perSecond, burst, now, time) && _buckets.TryRemove(key, out _))
                Interlocked.Decrement(ref _count);
        return Volatile.Read(ref _count) < maximum;
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
