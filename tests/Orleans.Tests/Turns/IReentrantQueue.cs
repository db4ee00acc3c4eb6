using Orleans.Concurrency;

namespace Orleans.Tests.Turns;

public interface IReentrantQueue : IGrainWithStringKey
{
    Task Hold(string name);

    Task Do(string name);
}

[Reentrant]
public sealed class ReentrantQueueGrain(Signals signals) : QueueBase(signals), IReentrantQueue;
