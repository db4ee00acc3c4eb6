namespace Simulation.World;

/// <summary>The clock of one life of a process: the virtual time, wrong by as much as this run makes it.</summary>
internal sealed class ProcessClock(SimulatedWorld world, Life life, TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => world.Scheduler.Now + offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => world.Scheduler.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(life, callback, state, dueTime, period);

    private sealed class Timer : ITimer
    {
        private readonly Life _life;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private int _set;

        public Timer(Life life, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_life, _callback, _state) = (life, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var set = ++_set;
            if (dueTime >= TimeSpan.Zero)
                _life.After(dueTime, () => Fire(set, period));
            return true;
        }

        public void Dispose() => _set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int set, TimeSpan period)
        {
            if (set != _set)
                return;
            if (period > TimeSpan.Zero)
                Change(period, period);
            _callback(_state);
        }
    }
}
