using Storage.Journal.Disk;

namespace Storage.Journal.Frames;

/// <summary>Gives a segment its name only when its header is durable, so that a segment with a name has a header.</summary>
internal static class SegmentFiles
{
    public static (string Path, IJournalFile File) Create(SyncedDisk disk, string directory, SegmentHeader header)
    {
        var path = Path.Combine(directory, new SegmentName(header.Kind, header.After).ToString());
        var unfinished = path + SegmentName.Unfinished;
        var file = disk.Disk.Create(unfinished);
        try
        {
            file.Write(0, header.Encode());
            disk.Sync(file, unfinished);
            Publish(disk, directory, unfinished, path);
            return (path, file);
        }
        catch (DiskFullException)
        {
            file.Dispose();
            disk.Disk.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Gives a complete, synced file its name, durably.</summary>
    public static void Publish(SyncedDisk disk, string directory, string unfinished, string path)
    {
        disk.Disk.Rename(unfinished, path);
        disk.SyncDirectory(directory);
    }
}
