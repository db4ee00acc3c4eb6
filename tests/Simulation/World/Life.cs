namespace Simulation.World;

/// <summary>
/// One life of a process, from its start to its end by a kill. Everything a process does runs inside <see cref="Run"/>: continuations of its
/// awaits come here, in order, on the simulation's own thread; after the kill nothing of it moves any more.
/// </summary>
internal sealed class Life(SimulatedWorld world, string process, Action killed) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private bool _running;

    public bool Alive { get; private set; } = true;

    public string Process => process;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!Alive)
            return;
        _posted.Enqueue((d, state));
        if (!_running)
            world.Scheduler.After(TimeSpan.Zero, () => Run(static () => { }));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("nothing may wait for another thread here");

    /// <summary>Lets the process do something, and everything that follows from it at once.</summary>
    public void Run(Action action)
    {
        if (!Alive)
            return;
        if (_running)
        {
            action();
            return;
        }

        var before = Current;
        SetSynchronizationContext(this);
        _running = true;
        try
        {
            action();
            while (Alive && _posted.TryDequeue(out var next))
                next.Callback(next.State);
        }
        catch (ProcessKilled)
        {
            _posted.Clear();
        }
        finally
        {
            _running = false;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Starts something that goes on over several events. Only faults this simulation makes may end it.</summary>
    public void Go(Func<Task> work) => Run(() => Watch(work()));

    /// <summary>Does something later, if the process still lives.</summary>
    public void After(TimeSpan delay, Action action) => world.Scheduler.After(delay, () => Run(action));

    /// <summary>A moment between two steps of the process: the kill may come here.</summary>
    public void Step(string where)
    {
        if (!Alive)
            throw new ProcessKilled();
        if (!world.Chance(world.Faults.KillAtStep))
            return;
        world.Count($"kill.step.{where}");
        Kill(where);
        throw new ProcessKilled();
    }

    public void Kill(string where)
    {
        if (!Alive)
            return;
        Alive = false;
        _posted.Clear();
        world.Note(process, $"killed ({where})");
        killed();
    }

    private async void Watch(Task work)
    {
        try
        {
            await work;
        }
        catch (ProcessKilled)
        {
            // What was under way ends with its process.
        }
        catch (Exception bug)
        {
            world.Checker.Violated(0, $"{process} failed: {bug}");
        }
    }
}

/// <summary>Unwinds what a killed process was doing. Whatever catches it finds every port closed.</summary>
internal sealed class ProcessKilled() : Exception("killed by the simulation");
