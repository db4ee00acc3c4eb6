using Microsoft.Extensions.Logging;
using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.Recovery;

/// <summary>
/// What is done to a directory that was found whole or torn, before anything of it is shown: torn tails are cut, what may only be in the
/// system's cache is made durable, leftovers are deleted.
/// </summary>
internal static class Repair
{
    public static void Run(SyncedDisk disk, string directory, JournalScan scan, ILogger logger)
    {
        foreach (var name in scan.Leftovers)
        {
            disk.Disk.Delete(Path.Combine(directory, name));
            JournalStore.Log.LeftoverDeleted(logger, Path.Combine(directory, name));
        }

        if (scan.State.Segments.Count > 0)
        {
            var last = scan.State.Segments[^1];
            if (scan.State.Tail > 0 && !scan.State.TailIsZero)
                JournalStore.Log.TornTail(logger, last.Path, scan.State.End, scan.State.Tail);
            Settle(disk, last.File, last.Path, scan.State.LastFrameAt, scan.State.End);
        }

        // All of the last ledger segment, but only when it has more than the state knew to be durable: after a crash.
        if (scan.Ledger.Segments.Count > 0 && (scan.Ledger.Tail > 0 || scan.Ledger.Last > scan.State.Mark.Synced))
        {
            var last = scan.Ledger.Segments[^1];
            if (scan.Ledger.Tail > 0)
                JournalStore.Log.TornTail(logger, last.Path, last.End, scan.Ledger.Tail);
            Settle(disk, last.File, last.Path, SegmentHeader.Bytes, last.End);
        }

        disk.SyncDirectory(directory);
    }

    // Bytes that a process read back from the cache may never have reached the disk: it was killed before its fsync, or its fsync failed and the
    // kernel calls the pages clean since. Writing the same bytes again makes them dirty, so that this fsync means something.
    private static void Settle(SyncedDisk disk, IJournalFile file, string path, long from, long end)
    {
        file.Truncate(end);
        var buffer = new byte[1 << 20];
        for (var at = from; at < end; at += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
            file.Read(at, part);
            file.Write(at, part);
        }

        disk.Sync(file, path);
    }
}
