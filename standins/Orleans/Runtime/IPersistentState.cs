using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>Named state of a grain, given to its constructor by <see cref="PersistentStateAttribute"/> and read before OnActivateAsync.</summary>
public interface IPersistentState<TState> : IStorage<TState>;
