using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Storage.Bytes;
using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.Ledger;

/// <summary>
/// The ledger's segments, written behind the state: a batch's events are durable in its state frame, so here they gather in memory and go out, with one sync,
/// when there are enough of them. A state segment is given up only after that. Append, flush and retire come from one thread, reads from any.
/// </summary>
internal sealed class LedgerLog(SyncedDisk disk, JournalOptions options, LedgerIndex index, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, LedgerSegment> _segments = [];
    private readonly ByteWriter _behind = new();
    private LedgerSegment _current = null!;
    private long _begins;
    private long _behindLast;
    private long _behindNewest = long.MinValue;

    /// <summary>What the next state frame shall say about the ledger.</summary>
    public LedgerMark Mark => new(_current.Last, _begins);

    /// <summary>Bytes that stand in state frames only.</summary>
    public int BehindBytes => _behind.Length;

    public void Start(IReadOnlyList<LedgerSegment> segments, long begins)
    {
        _begins = begins;
        foreach (var segment in segments)
            _segments.Add(segment.Number, segment);
        _current = segments.Count > 0 ? segments[^1] : Create(number: 0, after: 0);
    }

    /// <summary>Takes a batch's events and returns the place of their first byte.</summary>
    public (int Segment, long Offset) Append(long sequence, ReadOnlySpan<byte> events, long newestEvent)
    {
        lock (_gate)
        {
            var start = Frame.Begin(_behind);
            var offset = _current.End + _behind.Length;
            _behind.Raw(events);
            Frame.Finish(_behind, start, sequence, _current.Header.Salt);
            _behindLast = sequence;
            _behindNewest = Math.Max(_behindNewest, newestEvent);
            return (_current.Number, offset);
        }
    }

    /// <summary>Makes everything taken so far durable in the segment. False when the disk is full: then it stays in memory, and in the state's frames.</summary>
    public bool TryFlush()
    {
        if (_behind.Length == 0)
            return true;
        try
        {
            _current.File.Write(_current.End, _behind.Written);
        }
        catch (DiskFullException)
        {
            _current.File.Truncate(_current.End);
            return false;
        }

        disk.Sync(_current.File, _current.Path);
        lock (_gate)
        {
            _current.End += _behind.Length;
            _current.Last = _behindLast;
            _current.NewestEvent = Math.Max(_current.NewestEvent, _behindNewest);
            _behind.Clear();
            _behindNewest = long.MinValue;
        }

        return _current.End < options.LedgerSegmentBytes || TryRoll();
    }

    /// <summary>
    /// Decides which closed segments are old enough to go. True when there are some: <see cref="Mark"/> then says so, and when a state frame
    /// with it is durable they can be retired.
    /// </summary>
    public bool PlanRetirement()
    {
        if (options.LedgerKeep is not { } keep)
            return false;
        var before = (time.GetUtcNow() - keep - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

        // In order, so that what is left has no gap: an old segment behind a young one waits for it.
        foreach (var segment in _segments.Values)
        {
            _begins = Math.Max(_begins, segment.Header.After);
            if (segment == _current || segment.NewestEvent >= before)
                break;
        }

        return _segments.First().Value.Header.After < _begins;
    }

    /// <summary>Moves the planned segments to the folder "retired". Their bytes stay as they are.</summary>
    public void Retire()
    {
        while (_segments.First().Value is { } oldest && oldest.Header.After < _begins)
            Retire(oldest);
    }

    /// <summary>The event at a place, or null when its segment was retired.</summary>
    public LedgerEntry? Read(long place)
    {
        var (number, offset) = (LedgerPlace.Segment(place), LedgerPlace.Offset(place));
        LedgerSegment? segment;
        lock (_gate)
        {
            if (!_segments.TryGetValue(number, out segment))
                return null;
            if (offset >= segment.End)
                return Decode(_behind.Written[(int)(offset - segment.End)..]);
        }

        Span<byte> length = stackalloc byte[4];
        Fill(segment, offset, length);
        var record = new byte[4 + BitConverter.ToInt32(length) + LedgerChain.HashBytes];
        Fill(segment, offset, record);
        return Decode(record);
    }

    public void Close()
    {
        foreach (var segment in _segments.Values)
            segment.File.Dispose();
    }

    private static void Fill(LedgerSegment segment, long offset, Span<byte> bytes)
    {
        if (segment.File.Read(offset, bytes) < bytes.Length)
            throw new JournalDamagedException(segment.Path, offset, "the ledger ends before an event that stood here");
    }

    private static LedgerEntry Decode(ReadOnlySpan<byte> record)
    {
        var reader = new ByteReader(record);
        var stored = LedgerRecord.Read(ref reader, out ImmutableArray<byte> hash);
        return LedgerChain.Decode(stored, hash);
    }

    private bool TryRoll()
    {
        try
        {
            _current = Create(_current.Number + 1, _current.Last);
            return true;
        }
        catch (DiskFullException)
        {
            return false;
        }
    }

    private LedgerSegment Create(int number, long after)
    {
        var header = SegmentHeader.New(SegmentKind.Ledger, after);
        var (path, file) = SegmentFiles.Create(disk, options.Directory, header);
        var segment = new LedgerSegment(number, path, file, header);
        lock (_gate)
            _segments.Add(number, segment);
        return segment;
    }

    // The file is not closed: somebody may be reading it. The last one to let go of it closes it.
    private void Retire(LedgerSegment segment)
    {
        var folder = Path.Combine(options.Directory, SegmentName.Retired);
        var there = Path.Combine(folder, Path.GetFileName(segment.Path));
        disk.Disk.CreateDirectory(folder);
        disk.Disk.Rename(segment.Path, there);
        disk.SyncDirectory(folder);
        disk.SyncDirectory(options.Directory);
        lock (_gate)
            _segments.Remove(segment.Number);
        foreach (var (_, stream) in index.All())
            stream.Drop(place => LedgerPlace.Segment(place) == segment.Number);
        JournalStore.Log.LedgerRetired(logger, there);
    }
}
