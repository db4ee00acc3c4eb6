using System.Collections.Immutable;
using Storage.Bytes;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal.Recovery;

/// <summary>Reads base and log segments into the indexes. Writes nothing.</summary>
/// <param name="write">Whether the files will be written later: the store goes on with the same handles.</param>
internal sealed class StateScan(IJournalDisk disk, string directory, DocumentIndex documents, ActiveIndex actives, bool write) : IDisposable
{
    private readonly List<StateSegment> _segments = [];
    private readonly List<(long Sequence, long At, string Path, byte[] Events)> _happened = [];
    private readonly List<(string Stream, long Number, ImmutableArray<byte> Hash)> _streams = [];
    private readonly NamePool _names = new();
    private long _endCount = -1;
    private long _baseDocuments;

    /// <summary>Base, if there is one, then logs.</summary>
    public IReadOnlyList<StateSegment> Segments => _segments;

    /// <summary>Frames of the logs that hold events, in order.</summary>
    public IReadOnlyList<(long Sequence, long At, string Path, byte[] Events)> Happened => _happened;

    /// <summary>Where the streams stood when the base was written.</summary>
    public IReadOnlyList<(string Stream, long Number, ImmutableArray<byte> Hash)> Streams => _streams;

    public long Last { get; private set; }

    public long NextVersion { get; private set; } = 1;

    /// <summary>What the last frame, or the base, knew of the ledger.</summary>
    public LedgerMark Mark { get; private set; }

    /// <summary>Where the last segment's good frames end, and where the last of them starts.</summary>
    public long End { get; private set; }

    public long LastFrameAt { get; private set; } = SegmentHeader.Bytes;

    /// <summary>Bytes behind the last good frame.</summary>
    public long Tail { get; private set; }

    /// <summary>Whether the tail is unused space, not a torn frame.</summary>
    public bool TailIsZero { get; private set; }

    public long BaseBytes { get; private set; }

    public long LogBytes { get; private set; }

    /// <summary>Reads what compaction kept, if there is any. First.</summary>
    public void ReadBase(long? baseAfter)
    {
        Last = baseAfter ?? 0;
        if (baseAfter is { } through)
            ReadBase(through);
    }

    /// <param name="logs">What the log segments come after, ascending.</param>
    public void ReadLogs(long? baseAfter, IReadOnlyList<long> logs)
    {
        for (var i = 0; i < logs.Count; i++)
            ReadLog(logs[i], isLast: i == logs.Count - 1);
        if (baseAfter is not null && logs.Count == 0)
            throw new JournalDamagedException(_segments[0].Path, BaseBytes, $"the log segment that goes on after {Last} is missing");
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.File.Dispose();
    }

    private StateSegment Open(SegmentKind kind, long after)
    {
        var path = Path.Combine(directory, new SegmentName(kind, after).ToString());
        var file = disk.Open(path, write);
        try
        {
            var segment = new StateSegment(path, file, SegmentHeader.Read(file, path, kind, after));
            _segments.Add(segment);
            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void ReadBase(long through)
    {
        var segment = Open(SegmentKind.Base, through);
        var scanner = new FrameScanner(segment.File, segment.Header.Salt, 0, everySequence: true);
        while (scanner.Next())
            Guarded(segment, scanner, () => ReadBase(segment, scanner));
        if (scanner.HasTail || _endCount != _baseDocuments)
            throw new JournalDamagedException(segment.Path, scanner.End, "a bad frame in a segment that was complete");
        BaseBytes = scanner.End;
        NextVersion = Math.Max(NextVersion, segment.Header.NextVersion);
        Mark = segment.Header.Ledger;
    }

    private void ReadBase(StateSegment segment, FrameScanner scanner)
    {
        var payload = scanner.Payload;
        var reader = new ByteReader(payload[1..]);
        switch ((BaseFrame)payload[0])
        {
            case BaseFrame.Documents:
                ReadDocuments(segment, payload[1..], scanner.PayloadOffset + 1);
                break;
            case BaseFrame.Streams:
                while (!reader.AtEnd)
                    _streams.Add((reader.Text(), reader.Int64(), [.. reader.Raw(LedgerChain.HashBytes)]));
                break;
            case BaseFrame.End:
                _endCount = reader.Int64();
                break;
            default:
                throw new InvalidDataException($"frame of kind {payload[0]}");
        }
    }

    private void ReadLog(long after, bool isLast)
    {
        if (after != Last)
            throw new JournalDamagedException(
                Path.Combine(directory, new SegmentName(SegmentKind.Log, after).ToString()), 0, $"the state before it ends at frame {Last}; what goes on there is missing");
        var segment = Open(SegmentKind.Log, after);
        var scanner = new FrameScanner(segment.File, segment.Header.Salt, after, everySequence: true);
        LastFrameAt = SegmentHeader.Bytes;
        while (true)
        {
            var at = scanner.End;
            if (!scanner.Next())
                break;
            LastFrameAt = at;
            Guarded(segment, scanner, () => ReadLog(segment, scanner));
        }

        Last = scanner.Sequence;
        End = scanner.End;
        LogBytes += scanner.End - SegmentHeader.Bytes;
        if (!scanner.HasTail)
            return;
        if (!isLast)
            throw new JournalDamagedException(segment.Path, scanner.End, "a bad frame in a segment that was complete");
        if (scanner.FindLater() is { } later)
            throw new JournalDamagedException(segment.Path, scanner.End, $"a bad frame with a valid one behind it at byte {later}");
        Tail = segment.File.Length - scanner.End;
        TailIsZero = scanner.TailIsZero();
    }

    private void ReadLog(StateSegment segment, FrameScanner scanner)
    {
        var payload = scanner.Payload;
        var (mark, length) = StateFrame.Read(payload);
        Mark = Mark.Max(mark);
        ReadDocuments(segment, payload.Slice(StateFrame.DocumentsAt, length), scanner.PayloadOffset + StateFrame.DocumentsAt);
        var events = payload[(StateFrame.DocumentsAt + length)..];
        if (!events.IsEmpty)
            _happened.Add((scanner.Sequence, scanner.PayloadOffset + StateFrame.DocumentsAt + length, segment.Path, events.ToArray()));
    }

    private void ReadDocuments(StateSegment segment, ReadOnlySpan<byte> bytes, long offset)
    {
        for (var reader = new ByteReader(bytes); !reader.AtEnd;)
        {
            var record = DocumentRecord.Read(ref reader, _names);
            documents.Set(
                record.Key,
                new IndexEntry(segment, offset + record.ContentAt, record.ContentLength, record.Crc, record.Version, record.KeepUntil, record.Active));
            actives.Set(record.Key, record.Active);
            NextVersion = Math.Max(NextVersion, record.Version + 1);
            if (segment.Header.Kind == SegmentKind.Base)
                _baseDocuments++;
        }
    }

    private static void Guarded(StateSegment segment, FrameScanner scanner, Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException failure)
        {
            throw new JournalDamagedException(segment.Path, scanner.PayloadOffset, failure.Message, failure);
        }
    }
}
