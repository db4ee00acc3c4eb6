namespace Storage.Journal;

/// <summary>
/// Bytes that were once durable are not what was written. The store does not start on them: going on would silently forget what was acknowledged.
/// </summary>
public sealed class JournalDamagedException(string file, long offset, string what, Exception? inner = null)
    : IOException($"journal damaged: {file} at byte {offset}: {what}; nothing was changed. Restore the directory from a copy, or move it away to start empty", inner)
{
    public string File { get; } = file;

    /// <summary>Bytes from the file's beginning.</summary>
    public long Offset { get; } = offset;

    public string What { get; } = what;
}
