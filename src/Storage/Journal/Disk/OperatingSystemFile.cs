using Microsoft.Win32.SafeHandles;

namespace Storage.Journal.Disk;

/// <summary>A file of the operating system.</summary>
internal sealed class OperatingSystemFile(string path, SafeFileHandle handle) : IJournalFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(handle, buffer[read..], offset + read);
            if (count == 0)
                break;
            read += count;
        }

        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException failure) when (DiskFullException.Means(failure))
        {
            throw new DiskFullException(path, failure);
        }
    }

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Sync()
    {
        if (OperatingSystem.IsLinux())
            Posix.SyncData(handle, path);
        else
            RandomAccess.FlushToDisk(handle);
    }

    public void Dispose() => handle.Dispose();
}
