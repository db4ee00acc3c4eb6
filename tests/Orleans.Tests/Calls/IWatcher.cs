using Orleans.Concurrency;

namespace Orleans.Tests.Calls;

public interface IWatcher : IGrainObserver
{
    [OneWay]
    Task Heard(string what);

    [ResponseTimeout("00:00:00.300")]
    Task<string> Answer(string what);
}

/// <summary>A grain that calls observers.</summary>
public interface IHerald : IGrainWithStringKey
{
    Task Tell(IWatcher watcher, string what);

    Task<string> Ask(IWatcher watcher, string what);
}

public sealed class HeraldGrain : Grain, IHerald
{
    public Task Tell(IWatcher watcher, string what) => watcher.Heard(what);

    public Task<string> Ask(IWatcher watcher, string what) => watcher.Answer(what);
}

internal sealed class Watcher(Signals signals) : IWatcher
{
    public Task Heard(string what)
    {
        signals.Say(what);
        return Task.CompletedTask;
    }

    public Task<string> Answer(string what) =>
        what == "fail" ? Task.FromException<string>(new InvalidDataException("observer failed")) : Task.FromResult($"answer to {what}");
}
