using Microsoft.Extensions.Logging;

namespace Storage.Journal.Disk;

/// <summary>
/// Syncs that count, and that end the process when they fail: after a failed fsync the kernel may have dropped the pages and call them clean,
/// so a second try would succeed without the data being on the disk.
/// </summary>
internal sealed class SyncedDisk(IJournalDisk disk, JournalCounters counters, ILogger logger)
{
    public IJournalDisk Disk => disk;

    public void Sync(IJournalFile file, string path)
    {
        try
        {
            file.Sync();
            counters.Synced();
        }
        catch (IOException failure)
        {
            throw End($"fsync of {path} failed", failure);
        }
    }

    public void SyncDirectory(string path)
    {
        try
        {
            disk.SyncDirectory(path);
            counters.Synced();
        }
        catch (IOException failure)
        {
            throw End($"fsync of directory {path} failed", failure);
        }
    }

    /// <summary>Ends the process. What it returns is for tests, in which the process goes on.</summary>
    public ProcessEndedException End(string reason, Exception cause)
    {
        if (cause is ProcessEndedException already)
            return already;
        JournalStore.Log.Ending(logger, reason, cause);
        disk.EndProcess($"{reason}: {cause.Message}. Nothing after the last acknowledged write was promised; check the disk, then start again", cause);
        return new ProcessEndedException(reason, cause);
    }
}
