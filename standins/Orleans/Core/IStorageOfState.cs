namespace Orleans.Core;

/// <summary>A grain's state and its storage.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory. To be touched on the grain's own turn only.</summary>
    TState State { get; set; }
}
