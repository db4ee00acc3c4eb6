using System.Collections.Immutable;
using System.Security.Cryptography;
using Storage.Bytes;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;

namespace Storage.Journal.Recovery;

/// <summary>Reads the ledger's segments and their chains. Writes nothing.</summary>
/// <param name="verifyHashes">Also compute every hash again: what a checksum cannot show is a change made on purpose.</param>
internal sealed class LedgerScan(IJournalDisk disk, LedgerIndex index, bool verifyHashes) : IDisposable
{
    private readonly List<LedgerSegment> _segments = [];
    private readonly List<long> _sequences = [];
    private int _firstPresent;
    private readonly List<byte[]> _hashes = [];
    private bool _beginsLater;
    private string? _behind;

    public IReadOnlyList<LedgerSegment> Segments => _segments;

    /// <summary>When verifying: where the state's base has the streams. An event of that number must have that hash, whoever computed all of them anew.</summary>
    public IReadOnlyDictionary<string, (long Number, ImmutableArray<byte> Hash)> Known { get; init; } = ImmutableDictionary<string, (long, ImmutableArray<byte>)>.Empty;

    /// <summary>Handed every event that holds, in order.</summary>
    public Action<LedgerEntry>? Each { get; init; }

    /// <summary>The last good event, for whoever is told of damage behind it.</summary>
    public string Behind => _behind is null ? "before any event" : $"behind {_behind}";

    /// <summary>Sequences of the frames behind the state's base, in order.</summary>
    public IReadOnlyList<long> Sequences => _sequences;

    /// <summary>When verifying: SHA-256 of these frames.</summary>
    public IReadOnlyList<byte[]> Hashes => _hashes;

    /// <summary>What the first segment that was not retired comes after.</summary>
    public long FirstPresentAfter { get; private set; }

    public long Events { get; private set; }

    /// <summary>Sequence of the last good frame.</summary>
    public long Last => _segments.Count > 0 ? _segments[^1].Last : 0;

    /// <summary>Bytes behind the last good frame of the last segment; what they are the state knows.</summary>
    public long Tail { get; private set; }

    public string LastPath(string directory) => _segments.Count > 0 ? _segments[^1].Path : directory;

    /// <param name="retired">Whole paths of segments that were moved away, oldest first: read only to verify them.</param>
    /// <param name="present">Whole paths of the others, oldest first.</param>
    /// <param name="stateAfter">What the state's base holds everything up to.</param>
    public void Read(IReadOnlyList<(string Path, long After)> retired, IReadOnlyList<(string Path, long After)> present, long stateAfter)
    {
        _firstPresent = retired.Count;
        List<(string Path, long After)> all = [.. retired, .. present];
        FirstPresentAfter = present.Count > 0 ? present[0].After : 0;
        _beginsLater = all.Count > 0 && all[0].After > 0;
        for (var i = 0; i < all.Count; i++)
            Read(i, all[i].Path, all[i].After, stateAfter, isLast: i == all.Count - 1);
    }

    /// <summary>Checks one event against its stream and adds it.</summary>
    public void Add(ReadOnlySpan<byte> stored, ImmutableArray<byte> hash, int segment, long offset, string path, long at)
    {
        var (name, number, _) = LedgerChain.Peek(stored);
        var stream = index.GetOrAdd(name);
        var previous = stream.Hash;
        if (number != stream.Number + 1)
        {
            // Behind retired events a stream goes on, or, when even its last document was forgotten, begins again.
            if (stream.Number == 0 && _beginsLater)
                previous = [];
            else if (number == 1 && stream.Places() is { } places && (places.Length == 0 || LedgerPlace.Segment(places[^1]) < _firstPresent))
                previous = LedgerChain.Start;
            else
                throw new JournalDamagedException(path, at, $"stream {name} goes on with event {number} after {stream.Number}");
        }

        if (verifyHashes && previous.Length > 0 && !LedgerChain.Hash(previous.AsSpan(), stored).AsSpan().SequenceEqual(hash.AsSpan()))
            throw new JournalDamagedException(path, at, $"event {number} of stream {name} does not have the hash that its bytes and the event before it give");
        if (verifyHashes && Known.TryGetValue(name, out var known) && known.Number == number && !known.Hash.AsSpan().SequenceEqual(hash.AsSpan()))
            throw new JournalDamagedException(path, at, $"event {number} of stream {name} is not the one that the state knows: the chain was computed anew");
        stream.Append(number, hash, LedgerPlace.Of(segment, offset));
        Events++;
        if (!verifyHashes)
            return;
        _behind = $"event {number} of stream {name}";
        Each?.Invoke(LedgerChain.Decode(stored, hash));
    }

    /// <summary>Time of the newest of a frame's events, microseconds since 1970.</summary>
    public static long Newest(ReadOnlySpan<byte> events)
    {
        var newest = long.MinValue;
        for (var reader = new ByteReader(events); !reader.AtEnd;)
            newest = Math.Max(newest, LedgerChain.Peek(LedgerRecord.Read(ref reader, out _)).Microseconds);
        return newest;
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.File.Dispose();
    }

    private void Read(int number, string path, long after, long stateAfter, bool isLast)
    {
        if (number > 0 && after != Last)
            throw new JournalDamagedException(path, 0, $"the ledger segment before it ends at frame {Last}; one that goes on there is missing, {Behind}");
        var file = disk.Open(path, write: !verifyHashes);
        var segment = new LedgerSegment(number, path, file, new SegmentHeader(SegmentKind.Ledger, after, 0));
        _segments.Add(segment);
        var header = SegmentHeader.Read(file, path, SegmentKind.Ledger, after);
        var scanner = new FrameScanner(file, header.Salt, after, everySequence: false);
        segment = _segments[number] = new LedgerSegment(number, path, file, header);
        while (scanner.Next())
        {
            if (scanner.Sequence > stateAfter)
            {
                _sequences.Add(scanner.Sequence);
                if (verifyHashes)
                    _hashes.Add(SHA256.HashData(scanner.Payload));
            }

            Read(segment, scanner);
        }

        segment.End = scanner.End;
        segment.Last = scanner.Sequence;
        if (!scanner.HasTail)
            return;
        if (!isLast || number < _firstPresent)
            throw new JournalDamagedException(path, scanner.End, $"a bad frame in a segment that was complete, {Behind}");
        Tail = file.Length - scanner.End;
    }

    private void Read(LedgerSegment segment, FrameScanner scanner)
    {
        try
        {
            for (var reader = new ByteReader(scanner.Payload); !reader.AtEnd;)
            {
                var offset = scanner.PayloadOffset + reader.Position;
                var stored = LedgerRecord.Read(ref reader, out var hash);
                Add(stored, hash, segment.Number, offset, segment.Path, offset);
                segment.NewestEvent = Math.Max(segment.NewestEvent, LedgerChain.Peek(stored).Microseconds);
            }
        }
        catch (InvalidDataException failure)
        {
            throw new JournalDamagedException(segment.Path, scanner.PayloadOffset, failure.Message, failure);
        }
    }
}
