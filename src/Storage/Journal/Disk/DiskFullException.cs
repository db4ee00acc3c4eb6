namespace Storage.Journal.Disk;

/// <summary>No space, or no quota, is left.</summary>
internal sealed class DiskFullException(string path, Exception? inner = null) : IOException($"no space left for {path}", inner)
{
    private const int NoSpace = 28, OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the operating system said so. On Unix the exception carries the errno.</summary>
    public static bool Means(IOException failure) => failure.HResult is NoSpace or OverQuota or WindowsDiskFull or WindowsHandleDiskFull;
}
