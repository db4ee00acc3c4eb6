namespace Storage.Journal.Disk;

/// <summary>One open file. Reads may come from any thread, the rest from one at a time.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer; fewer bytes only at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <exception cref="DiskFullException">Some of the bytes may have been written.</exception>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    void Truncate(long length);

    /// <exception cref="IOException">Not synced, and nobody knows what is on the disk.</exception>
    void Sync();
}
