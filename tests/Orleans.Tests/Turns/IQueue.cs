using Orleans.Concurrency;

namespace Orleans.Tests.Turns;

/// <summary>A grain whose requests can be held up, to see which others run meanwhile.</summary>
public interface IQueue : IGrainWithStringKey
{
    /// <summary>Says "begin NAME", waits for signal NAME, says "end NAME".</summary>
    Task Hold(string name);

    Task Do(string name);

    [ReadOnly]
    Task Read(string name);

    [AlwaysInterleave]
    Task Interleave(string name);

    /// <summary>Returns after every request that came before has been considered.</summary>
    [AlwaysInterleave]
    Task Considered();
}

public abstract class QueueBase(Signals signals) : Grain, IGrainWithStringKey
{
    public async Task Hold(string name)
    {
        signals.Say($"begin {name}");
        await signals.Wait(name);
        signals.Say($"end {name}");
    }

    public Task Do(string name)
    {
        signals.Say($"do {name}");
        return Task.CompletedTask;
    }

    public Task Read(string name) => Hold(name);

    public Task Interleave(string name) => Do(name);

    public Task Considered() => Task.CompletedTask;
}

public sealed class QueueGrain(Signals signals) : QueueBase(signals), IQueue;
