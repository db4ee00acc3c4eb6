using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Tests;

/// <summary>How tests and grains wait for each other, and what grains say happened, in order. One per host.</summary>
public sealed class Signals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new();
    private ImmutableQueue<string> _said = [];

    /// <summary>All that was said so far.</summary>
    public IReadOnlyList<string> Said => [.. Volatile.Read(ref _said)];

    public void Say(string what)
    {
        ImmutableInterlocked.Enqueue(ref _said, what);
        Set(what);
    }

    public void Set(string name) => Of(name).TrySetResult();

    public bool IsSet(string name) => Of(name).Task.IsCompleted;

    public Task Wait(string name) => Of(name).Task.WaitAsync(Patience);

    private TaskCompletionSource Of(string name) =>
        _signals.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
