using Simulation.World;

namespace Simulation.Network;

/// <summary>Messages between processes: delayed, lost, doubled, overtaken, in either direction; and times in which one end cannot be reached.</summary>
internal sealed class VirtualNetwork(SimulatedWorld world)
{
    private readonly Dictionary<string, DateTimeOffset> _cutUntil = new(StringComparer.Ordinal);

    /// <summary>Nothing gets to or from this process for a while.</summary>
    public void Cut(string process, TimeSpan @for)
    {
        world.Count("network.cut");
        world.Note(process, $"cannot be reached for {@for.TotalSeconds:0} s");
        _cutUntil[process] = world.Scheduler.Now + @for;
    }

    public void Mend() => _cutUntil.Clear();

    /// <summary>One request and its answer.</summary>
    /// <param name="peer">The end that a cut concerns.</param>
    /// <param name="arrive">Runs at the other end once for each copy that arrives; answers through what it is given, or not at all.</param>
    /// <param name="done">Runs at the caller's end exactly once, if it still lives: the first answer, or null when none came in time.</param>
    public void Call<T>(Life caller, string peer, TimeSpan deadline, Action<Action<T>> arrive, Action<T?> done)
        where T : class
    {
        caller.Step("send");
        var over = false;
        void Finish(T? answer)
        {
            if (over)
                return;
            over = true;
            done(answer);
        }

        Carry(peer, () => arrive(answer => Carry(peer, () => caller.Run(() => Finish(answer)))));
        caller.After(deadline, () => Finish(null));
    }

    private void Carry(string peer, Action arrive)
    {
        world.Count("network.message");
        if (_cutUntil.TryGetValue(peer, out var until) && world.Scheduler.Now < until)
        {
            world.Count("network.unreachable");
            return;
        }

        if (world.Chance(world.Faults.Loss))
        {
            world.Count("network.lost");
            return;
        }

        world.Scheduler.After(Delay(), arrive);
        if (!world.Chance(world.Faults.Double))
            return;
        world.Count("network.doubled");
        world.Scheduler.After(Delay(), arrive);
    }

    private TimeSpan Delay()
    {
        if (world.Chance(world.Faults.VeryLate))
        {
            world.Count("network.very-late");
            return world.Between(10, 400);
        }

        if (world.Chance(world.Faults.Late))
        {
            world.Count("network.late");
            return world.Between(0.1, 9);
        }

        return world.Between(0.002, 0.08);
    }
}
