namespace Orleans.Core;

/// <summary>A grain's state and its storage, without the type.</summary>
public interface IStorage
{
    /// <summary>The version last read or written.</summary>
    string? Etag { get; }

    /// <summary>Whether the storage holds the state.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the stored state.</summary>
    Task ClearStateAsync();

    /// <summary>Stores the state as it is when the write begins, which is after the current turn.</summary>
    Task WriteStateAsync();

    /// <summary>Replaces the state by the stored one.</summary>
    Task ReadStateAsync();
}
