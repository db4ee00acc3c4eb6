using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.State;

/// <summary>
/// Space taken while there was some. When the disk is full the file itself becomes the next log segment: its blocks are ours already,
/// while blocks given back could go to whoever else fills the disk.
/// </summary>
internal sealed class Reserve(SyncedDisk disk, string directory, long bytes)
{
    private static readonly byte[] Zeros = new byte[1 << 20];

    private string Place => Path.Combine(directory, SegmentName.Reserve);

    /// <summary>Bytes taken; 0 when there is none.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes still to be taken.</summary>
    public long Missing => bytes - Length;

    /// <summary>Takes the space unless it is taken. False when the disk has less: then what there is is taken.</summary>
    public bool TryFill()
    {
        if (Length == 0 && disk.Disk.List(directory).Contains(SegmentName.Reserve))
            using (var left = disk.Disk.Open(Place, write: false))
                Length = left.Length;
        if (Length == bytes)
            return true;

        using var file = disk.Disk.Create(Place);
        for (Length = 0; Length < bytes;)
            if (!TryTake(file))
                break;
        disk.Sync(file, Place);
        disk.SyncDirectory(directory);
        return Length == bytes;
    }

    /// <summary>Turns the reserve into the log segment after this sequence and returns it with its size.</summary>
    public (StateSegment Segment, long Room) Use(long after)
    {
        var header = SegmentHeader.New(SegmentKind.Log, after);
        var path = Path.Combine(directory, new SegmentName(SegmentKind.Log, after).ToString());
        var file = disk.Disk.Open(Place, write: true);
        file.Write(0, header.Encode());
        disk.Sync(file, Place);
        SegmentFiles.Publish(disk, directory, Place, path);
        var room = Length;
        Length = 0;
        return (new StateSegment(path, file, header), room);
    }

    // Written, not only asked for: a file system may promise blocks that it has to share later.
    private bool TryTake(IJournalFile file)
    {
        for (var count = (int)Math.Min(Zeros.Length, bytes - Length); count > 0; count /= 2)
        {
            try
            {
                file.Write(Length, Zeros.AsSpan(0, count));
                Length += count;
                return true;
            }
            catch (DiskFullException)
            {
                file.Truncate(Length);
            }
        }

        return false;
    }
}
