namespace Simulation.World;

/// <summary>What happens when: events in order of their virtual time, those of one moment in the order in which they were planned.</summary>
internal sealed class Scheduler
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long Ticks, long Number)> _events = new();
    private long _number;

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>Events that have happened.</summary>
    public int Steps { get; private set; }

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(DateTimeOffset when, Action action) =>
        _events.Enqueue(action, ((when > Now ? when : Now).UtcTicks, _number++));

    /// <summary>Lets the next event happen. False when there is none.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var action, out var at))
            return false;
        Now = new(at.Ticks, TimeSpan.Zero);
        Steps++;
        action();
        return true;
    }
}
