namespace Orleans.Storage;

/// <summary>The stored state is not the one the grain knew. When it leaves a grain, that activation is deactivated.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>Without detail.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>With a message.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>With both versions and a cause.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>With both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>With both versions and the cause's message.</summary>
    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>The version in the storage.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The version the grain knew.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }

    /// <summary>True until the activation it came from was deactivated: callers it passes through are not to blame.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"InconsistentStateException: {Message} Expected Etag={StoredEtag} Received Etag={CurrentEtag} {InnerException}";
}
