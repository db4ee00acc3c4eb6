namespace Orleans;

/// <summary>A stored state with what the storage knows about it.</summary>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>The version the storage gave it.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the storage holds it.</summary>
    bool RecordExists { get; set; }
}
