namespace Support;

/// <summary>The real clock, put forward when a test says so: what waits for minutes need not be waited for. Timers run in real time.</summary>
public sealed class AheadTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
