using Microsoft.Extensions.Logging;
using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.State;

/// <summary>The segments that hold documents: one that is written, and those before it that compaction will replace. Used by one thread.</summary>
internal sealed class StateLog(SyncedDisk disk, JournalOptions options, Reserve reserve, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly List<StateSegment> _closed = [];
    private StateSegment _current = null!;
    private long _end;
    private long? _room;
    private long? _lastLook;

    public StateSegment Current => _current;

    /// <summary>Where the next frame will stand.</summary>
    public long End => _end;

    /// <summary>Bytes written since the last compaction.</summary>
    public long LogBytes { get; private set; }

    /// <summary>The disk was full when last looked at: only reserved writes go on.</summary>
    public bool Full { get; private set; }

    public IReadOnlyList<StateSegment> Closed => _closed;

    /// <param name="segments">Those there are, oldest first; the last is the one to go on with when it is a log.</param>
    public void Start(IReadOnlyList<StateSegment> segments, long end, long logBytes)
    {
        if (segments.Count == 0)
        {
            _current = Create(after: 0);
            _end = SegmentHeader.Bytes;
        }
        else
        {
            _closed.AddRange(segments.Take(segments.Count - 1));
            _current = segments[^1];
            _end = end;
        }

        LogBytes = logBytes;
        if (!reserve.TryFill())
            BecomeFull();
    }

    /// <summary>Writes one frame and syncs it. False when there is no room: then nothing of it is left.</summary>
    public bool TryAppend(ReadOnlySpan<byte> frame)
    {
        if (_end + frame.Length > _room)
            return false;
        try
        {
            _current.File.Write(_end, frame);
        }
        catch (DiskFullException)
        {
            _current.File.Truncate(_end);
            return false;
        }

        disk.Sync(_current.File, _current.Path);
        _end += frame.Length;
        LogBytes += frame.Length;
        return true;
    }

    /// <summary>Goes on in the reserve. False when it has no room for this many bytes.</summary>
    public bool TryUseReserve(long lastSequence, int bytes)
    {
        if (reserve.Length < SegmentHeader.Bytes + bytes)
            return false;
        Close();
        (_current, var room) = reserve.Use(lastSequence);
        _room = room;
        _end = SegmentHeader.Bytes;
        JournalStore.Log.OnReserve(logger, options.Directory, room);
        return true;
    }

    public void BecomeFull()
    {
        if (Full)
            return;
        Full = true;
        JournalStore.Log.Full(logger, options.Directory, reserve.Length);
    }

    /// <summary>Looks, at most once a second, whether there is space for a whole reserve and some more. True when the disk is not full (any more).</summary>
    public bool TryLeaveFull()
    {
        if (!Full)
            return true;
        var now = time.GetTimestamp();
        if (_lastLook is { } last && time.GetElapsedTime(last, now) < BetweenLooks)
            return false;
        _lastLook = now;
        if (disk.Disk.FreeBytes(options.Directory) < reserve.Missing + Math.Min(options.ReserveBytes, 1 << 20) || !reserve.TryFill())
            return false;
        if (_room is not null)
        {
            _current.File.Truncate(_end);
            disk.Sync(_current.File, _current.Path);
            _room = null;
        }

        Full = false;
        _lastLook = null;
        JournalStore.Log.NotFull(logger, options.Directory);
        return true;
    }

    /// <summary>Starts a new segment behind the last sequence, so that everything before it can be compacted. Throws when the disk is full.</summary>
    public void Roll(long lastSequence)
    {
        if (_end == SegmentHeader.Bytes)
            return;
        var next = Create(lastSequence);
        _closed.Add(_current);
        _current = next;
        _end = SegmentHeader.Bytes;
    }

    /// <summary>Compaction put one segment in the place of all closed ones.</summary>
    public void Replace(IReadOnlyList<StateSegment> compacted, StateSegment by, long compactedLogBytes)
    {
        _closed.RemoveRange(0, compacted.Count);
        _closed.Insert(0, by);
        LogBytes -= compactedLogBytes;
    }

    public void Dispose()
    {
        _current.File.Dispose();
        foreach (var segment in _closed)
            segment.Retire();
    }

    // Only the last segment may have a tail when the store is opened, so the end of this one is made durable before there is another.
    private void Close()
    {
        _current.File.Truncate(_end);
        disk.Sync(_current.File, _current.Path);
        if (_end > SegmentHeader.Bytes)
            _closed.Add(_current);
        else
            _current.Retire();
    }

    private StateSegment Create(long after)
    {
        var header = SegmentHeader.New(SegmentKind.Log, after);
        var (path, file) = SegmentFiles.Create(disk, options.Directory, header);
        return new StateSegment(path, file, header);
    }
}
