namespace Dots.Transport.Mechanism;

/// <summary>Lets one log line through in each interval, so that strangers cannot fill the disk.</summary>
public sealed class LogGate(TimeSpan interval, TimeProvider time)
{
    private long _next = long.MinValue;
    private int _held;

    /// <param name="unsaid">Lines held back since the last one that went through.</param>
    public bool Open(out int unsaid)
    {
        unsaid = 0;
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + (long)(interval.TotalSeconds * time.TimestampFrequency), next) != next)
        {
            Interlocked.Increment(ref _held);
            return false;
        }
        unsaid = Interlocked.Exchange(ref _held, 0);
        return true;
    }
}
