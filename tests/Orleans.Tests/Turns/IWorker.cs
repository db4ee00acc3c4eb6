using Orleans.Concurrency;

namespace Orleans.Tests.Turns;

public interface IWorker : IGrainWithStringKey
{
    Task Hold(string name);
}

[StatelessWorker(2)]
public sealed class WorkerGrain(Signals signals) : QueueBase(signals), IWorker;
