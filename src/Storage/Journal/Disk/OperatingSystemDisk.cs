using System.Globalization;

namespace Storage.Journal.Disk;

/// <summary>The operating system's files.</summary>
internal sealed class OperatingSystemDisk : IJournalDisk
{
    private const string LockName = "lock", OwnerName = "owner";
    private const int WouldBlock = 11, WouldBlockOnMac = 35, SharingViolation = unchecked((int)0x80070020);

    public static readonly OperatingSystemDisk Instance = new();

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> List(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Select(f => Path.GetFileName(f)!)] : [];

    public IJournalFile Create(string path)
    {
        try
        {
            return new OperatingSystemFile(path, File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (IOException failure) when (DiskFullException.Means(failure))
        {
            throw new DiskFullException(path, failure);
        }
    }

    public IJournalFile Open(string path, bool write) =>
        new OperatingSystemFile(path, File.OpenHandle(path, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public void Rename(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
        }
        catch (IOException failure) when (DiskFullException.Means(failure))
        {
            throw new DiskFullException(to, failure);
        }
    }

    public void Delete(string path) => File.Delete(path);

    public void SyncDirectory(string path)
    {
        // Elsewhere a rename is as durable as the system makes it; there is no call to ask for more.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            Posix.SyncDirectory(path);
    }

    public long FreeBytes(string directory) => new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;

    public IDisposable Lock(string directory)
    {
        var held = Hold(directory, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        TellOwner(directory);
        return held;
    }

    public IDisposable? LockToRead(string directory) =>
        File.Exists(Path.Combine(directory, LockName)) ? Hold(directory, FileMode.Open, FileAccess.Read) : null;

    public void EndProcess(string reason, Exception cause) => Environment.FailFast(reason, cause);

    // On Unix FileShare.None is flock, which the kernel releases however the process ends.
    private static FileStream Hold(string directory, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), mode, access, FileShare.None, bufferSize: 0);
        }
        catch (IOException refused) when (refused.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            throw new DirectoryInUseException(directory, Owner(directory), refused);
        }
    }

    // The locked file itself cannot be opened by others, so who holds it stands beside it.
    private static void TellOwner(string directory)
    {
        try
        {
            File.WriteAllText(Path.Combine(directory, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException failure) when (DiskFullException.Means(failure))
        {
            // Only the text of somebody's refusal would be better with it; a full disk must not keep the store from opening.
        }
    }

    private static int? Owner(string directory)
    {
        var path = Path.Combine(directory, OwnerName);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
    }
}
