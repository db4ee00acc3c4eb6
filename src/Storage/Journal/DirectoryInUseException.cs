namespace Storage.Journal;

/// <summary>Another process (or another store of this one) works on the journal's directory: there is one writer or none.</summary>
public sealed class DirectoryInUseException(string directory, int? process, Exception? inner = null)
    : IOException($"journal {directory} is in use by {(process is { } id ? $"process {id}" : "another process")}; one process at a time may open it", inner)
{
    public string Directory { get; } = directory;

    /// <summary>Who holds it, when known.</summary>
    public int? Process { get; } = process;
}
