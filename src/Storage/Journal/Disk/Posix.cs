using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Storage.Journal.Disk;

/// <summary>
/// The two syncs .NET does not offer: a directory's, and a file's that reports every failure (RandomAccess.FlushToDisk keeps quiet about
/// EROFS, which is what fsync answers after a file system gave up and turned read-only: a write would be acknowledged and lost).
/// </summary>
internal static class Posix
{
    private const int ReadOnly = 0, Interrupted = 4;

    public static void SyncData(SafeFileHandle handle, string path)
    {
        while (fdatasync(handle) != 0)
            ThrowUnlessInterrupted("fdatasync", path);
    }

    public static void SyncDirectory(string path)
    {
        int directory;
        while ((directory = open(path, ReadOnly)) < 0)
            ThrowUnlessInterrupted("open", path);
        using var handle = new SafeFileHandle(directory, ownsHandle: true);
        while (fsync(handle) != 0)
            ThrowUnlessInterrupted("fsync", path);
    }

    private static void ThrowUnlessInterrupted(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
            throw new IOException($"{call} {path}: {new Win32Exception(error).Message}", error);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    private static extern int fdatasync(SafeFileHandle file);
}
