using Orleans.Concurrency;

namespace Orleans.Tests.Calls;

public interface INotes : IGrainWithStringKey
{
    [OneWay]
    Task Note(string text);

    [OneWay]
    void Drop(string text);

    [OneWay]
    Task WaitFor(string signal);

    [OneWay]
    Task Fail(string message);

    Task<string> Last();
}

public sealed class NotesGrain(Signals signals) : Grain, INotes
{
    private string _last = "";

    public Task Note(string text)
    {
        _last = text;
        return Task.CompletedTask;
    }

    public void Drop(string text) => _last = text;

    public Task WaitFor(string signal) => signals.Wait(signal);

    public Task Fail(string message) => throw new InvalidOperationException(message);

    public Task<string> Last() => Task.FromResult(_last);
}
