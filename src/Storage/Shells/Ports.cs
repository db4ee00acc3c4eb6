using System.Collections.Immutable;

namespace Storage.Shells;

/// <summary>Where a shell keeps its state.</summary>
public interface IStateStore<TState, TEvent>
{
    /// <summary>The stored state, or null when nothing was ever stored.</summary>
    ValueTask<TState?> Read();

    /// <summary>Makes state and events durable together. Throws what <see cref="IDocumentStore.Write"/> throws.</summary>
    ValueTask Write(TState state, ImmutableArray<TEvent> events);
}

/// <summary>Carries out effects. May lose them: they are derived again from the state.</summary>
public interface IEffects
{
    void Perform(IEnumerable<Effect> effects);
}
