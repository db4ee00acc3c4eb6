namespace Storage.Journal.Disk;

/// <summary>
/// What the journal asks of an operating system. Here so that tests can drop, tear and fail what no real disk can be told to;
/// paths are whole paths, names are names inside a directory.
/// </summary>
internal interface IJournalDisk
{
    /// <summary>Makes the directory and what is missing above it.</summary>
    void CreateDirectory(string path);

    /// <summary>Names of the files in a directory; none when there is no such directory.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>A new, empty file to read and write; one of the same name is emptied.</summary>
    IJournalFile Create(string path);

    /// <summary>An existing file.</summary>
    IJournalFile Open(string path, bool write);

    /// <summary>Replaces what has the new name. Durable after <see cref="SyncDirectory"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Durable after <see cref="SyncDirectory"/>.</summary>
    void Delete(string path);

    /// <exception cref="IOException">Not synced.</exception>
    void SyncDirectory(string path);

    /// <summary>Bytes this process could still write in the directory.</summary>
    long FreeBytes(string directory);

    /// <summary>Holds the directory until disposed or until the process ends, however it ends.</summary>
    /// <exception cref="DirectoryInUseException">Somebody else holds it.</exception>
    IDisposable Lock(string directory);

    /// <summary>The same for who only reads: writes nothing, so it works on a copy and on read-only media. Null when nobody ever locked the directory.</summary>
    /// <exception cref="DirectoryInUseException">Somebody else holds it.</exception>
    IDisposable? LockToRead(string directory);

    /// <summary>Ends the process at once. Returns only in tests.</summary>
    void EndProcess(string reason, Exception cause);
}
