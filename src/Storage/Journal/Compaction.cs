using System.Collections.Immutable;
using Storage.Bytes;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal;

/// <summary>
/// Writes what is still needed of some closed segments into one new file, beside the running store: new file, fsync, rename, directory fsync,
/// then the index is moved and the old files are deleted. A crash at any point leaves either the old files or the new one complete.
/// The result depends on the old files and on which of their documents are still the newest, nothing else, so writers need not wait.
/// </summary>
internal sealed class Compaction(
    SyncedDisk disk,
    string directory,
    DocumentIndex documents,
    LedgerIndex ledger,
    IReadOnlyList<StateSegment> sources,
    SegmentHeader header,
    DateTimeOffset now)
{
    private const int FrameBytes = 1 << 20;

    // A sync of everything at the end would hold up the writers' own syncs for as long as it takes.
    private const int SyncEvery = 8 << 20;

    private readonly ByteWriter _frame = new();
    private readonly List<(DocumentKey Key, IndexEntry From, long At)> _moved = [];
    private readonly List<(DocumentKey Key, IndexEntry Entry)> _forgotten = [];
    private readonly Dictionary<string, (long Number, ImmutableArray<byte> Hash)> _streams = [];
    private readonly HashSet<string> _liveStreams = [];
    private readonly NamePool _names = new();
    private readonly string _path = Path.Combine(directory, new SegmentName(SegmentKind.Base, header.After).ToString());
    private IJournalFile _file = null!;
    private long _end = SegmentHeader.Bytes;
    private long _unsynced;
    private long _sequence;

    public long Documents => _moved.Count;

    public long Forgotten => _forgotten.Count;

    /// <summary>Bytes of the new segment.</summary>
    public long Bytes => _end;

    /// <summary>Returns the new segment; the old ones are retired and deleted.</summary>
    /// <exception cref="DiskFullException">No room: everything is as before.</exception>
    /// <exception cref="OperationCanceledException">Everything is as before.</exception>
    public StateSegment Run(CancellationToken cancellation)
    {
        var unfinished = _path + SegmentName.Unfinished;
        _file = disk.Disk.Create(unfinished);
        try
        {
            _file.Write(0, header.Encode());
            foreach (var source in sources)
                Walk(source, cancellation);
            WriteStreams();
            WriteEnd();
            disk.Sync(_file, unfinished);
            SegmentFiles.Publish(disk, directory, unfinished, _path);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or OperationCanceledException)
        {
            _file.Dispose();
            disk.Disk.Delete(unfinished);
            throw;
        }

        var compacted = new StateSegment(_path, _file, header);
        foreach (var (key, from, at) in _moved)
            documents.Move(key, from, from.MovedTo(compacted, at));
        foreach (var (key, entry) in _forgotten)
            documents.Forget(key, entry);
        foreach (var source in sources)
        {
            source.Retire();
            disk.Disk.Delete(source.Path);
        }

        return compacted;
    }

    private void Walk(StateSegment source, CancellationToken cancellation)
    {
        var isBase = source.Header.Kind == SegmentKind.Base;
        var scanner = new FrameScanner(source.File, source.Header.Salt, isBase ? 0 : source.Header.After, everySequence: true);
        while (scanner.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            if (isBase)
                WalkBase(source, scanner);
            else
                WalkLog(source, scanner);
        }

        if (scanner.HasTail)
            throw new JournalDamagedException(source.Path, scanner.End, "a frame that was good when the store was opened is not any more");
    }

    private void WalkLog(StateSegment source, FrameScanner scanner)
    {
        var payload = scanner.Payload;
        var (_, documentsLength) = StateFrame.Read(payload);
        Keep(source, scanner.PayloadOffset + StateFrame.DocumentsAt, payload.Slice(StateFrame.DocumentsAt, documentsLength));
        var events = new ByteReader(payload[(StateFrame.DocumentsAt + documentsLength)..]);
        while (!events.AtEnd)
        {
            var stored = LedgerRecord.Read(ref events, out var hash);
            var (stream, number, _) = LedgerChain.Peek(stored);
            _streams[stream] = (number, hash);
        }
    }

    private void WalkBase(StateSegment source, FrameScanner scanner)
    {
        var payload = scanner.Payload;
        if ((BaseFrame)payload[0] == BaseFrame.Documents)
            Keep(source, scanner.PayloadOffset + 1, payload[1..]);
        else if ((BaseFrame)payload[0] == BaseFrame.Streams)
            for (var reader = new ByteReader(payload[1..]); !reader.AtEnd;)
                _streams[reader.Text()] = (reader.Int64(), [.. reader.Raw(LedgerChain.HashBytes)]);
    }

    private void Keep(StateSegment source, long offset, ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        while (!reader.AtEnd)
        {
            var record = DocumentRecord.Read(ref reader, _names);
            if (documents.Find(record.Key) is not { } entry || entry.Segment != source || entry.Offset != offset + record.ContentAt)
                continue;
            if (entry.MayBeForgotten(now))
                _forgotten.Add((record.Key, entry));
            else
                Keep(record, entry, bytes.Slice(record.ContentAt, record.ContentLength));
        }
    }

    private void Keep(DocumentRecord record, IndexEntry entry, ReadOnlySpan<byte> content)
    {
        Begin(BaseFrame.Documents);
        var at = DocumentRecord.Write(_frame, record.Key, record.Version, record.KeepUntil, record.Active, content);
        _moved.Add((record.Key, entry, _end + at));
        _liveStreams.Add(LedgerChain.Stream(record.Key.Type, record.Key.Key));
        if (_frame.Length > FrameBytes)
            Finish();
    }

    // A stream whose document was forgotten and whose events were all retired has nothing left to go on from.
    private void WriteStreams()
    {
        Finish();
        foreach (var (name, (number, hash)) in _streams)
        {
            if (!_liveStreams.Contains(name) && ledger.Find(name) is not { HasEvents: true })
                continue;
            Begin(BaseFrame.Streams);
            _frame.Text(name);
            _frame.Int64(number);
            _frame.Raw(hash.AsSpan());
            if (_frame.Length > FrameBytes)
                Finish();
        }

        Finish();
    }

    private void WriteEnd()
    {
        Begin(BaseFrame.End);
        _frame.Int64(_moved.Count);
        Finish();
    }

    private void Begin(BaseFrame kind)
    {
        if (_frame.Length > 0)
            return;
        Frame.Begin(_frame);
        _frame.Byte((byte)kind);
    }

    private void Finish()
    {
        if (_frame.Length == 0)
            return;
        Frame.Finish(_frame, 0, ++_sequence, header.Salt);
        _file.Write(_end, _frame.Written);
        _end += _frame.Length;
        _unsynced += _frame.Length;
        _frame.Clear();
        if (_unsynced < SyncEvery)
            return;
        disk.Sync(_file, _path + SegmentName.Unfinished);
        _unsynced = 0;
    }
}
