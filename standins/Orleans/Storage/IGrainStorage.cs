namespace Orleans.Storage;

/// <summary>Where grains' states are kept. Implementations set state, version and existence on what they are given.</summary>
public interface IGrainStorage
{
    /// <summary>Reads the stored state into <paramref name="grainState"/>.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes the state, provided the stored version is the one given.</summary>
    /// <exception cref="InconsistentStateException">Another version is stored.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Removes the state, provided the stored version is the one given.</summary>
    /// <exception cref="InconsistentStateException">Another version is stored.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
