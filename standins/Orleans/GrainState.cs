namespace Orleans;

/// <summary>The plain <see cref="IGrainState{T}"/>.</summary>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Nothing stored.</summary>
    public GrainState()
    {
    }

    /// <summary>A state without a version.</summary>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <summary>A state with a version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; }

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
