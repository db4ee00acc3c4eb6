namespace Storage.Journal;

/// <summary>A write on its way to the disk.</summary>
internal sealed class PendingWrite(DocumentWrite write, WritePriority priority) : TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public const int MaxBytes = 32 << 20;

    public DocumentWrite Write => write;

    public WritePriority Priority => priority;

    /// <summary>The caller's mistakes are told to the caller, before anything is queued.</summary>
    public static void Check(DocumentWrite write)
    {
        Check(write.Key);
        if (write.Active is { } active && (active.Operators.IsDefault || active.Targets.IsDefault))
            throw new ArgumentException($"{write.Key}: operators and targets of its index row are not set", nameof(write));
        var bytes = (long)write.Content.Length;
        if (!write.Events.IsDefaultOrEmpty)
            foreach (var happened in write.Events)
                bytes += happened.Content.Length;
        if (bytes > MaxBytes)
            throw new ArgumentException($"{write.Key}: content and events have {bytes} bytes; {MaxBytes} is the most one write may have", nameof(write));
    }

    public static void Check(DocumentKey key)
    {
        if (string.IsNullOrEmpty(key.Type) || string.IsNullOrEmpty(key.State) || string.IsNullOrEmpty(key.Key))
            throw new ArgumentException($"{key}: type, state and key must not be empty", nameof(key));
        if (key.Type.Contains('/') || key.State.Contains('/'))
            throw new ArgumentException($"{key}: type and state must not contain a slash", nameof(key));
        if (key.Type.Length > 256 || key.State.Length > 256 || key.Key.Length > 4096)
            throw new ArgumentException($"{key.Type}: a type or state of more than 256 characters, or a key of more than 4096", nameof(key));
    }
}
