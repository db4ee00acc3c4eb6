using System.Collections.Immutable;
using Storage.Shells;

namespace Storage.Tests.Shells;

/// <summary>A store that writes down what happens in which order, fails when told to and can be held up; takes effects as well, so that there is one order.</summary>
internal sealed class ScriptedStore : IStateStore<Count, int>, IEffects
{
    public Count? Stored { get; set; }

    public List<string> Happened { get; } = [];

    public Exception? Failure { get; set; }

    public Task Hold { get; set; } = Task.CompletedTask;

    public ValueTask<Count?> Read() => ValueTask.FromResult(Stored);

    public async ValueTask Write(Count state, ImmutableArray<int> events)
    {
        await Hold;
        if (Failure is { } failure)
            throw failure;
        Stored = state;
        Happened.Add($"stored {state.Value} with {events.Length}");
    }

    public void Perform(IEnumerable<Effect> effects) => Happened.AddRange(effects.Cast<Announce>().Select(a => $"announced {a.Value}"));
}
