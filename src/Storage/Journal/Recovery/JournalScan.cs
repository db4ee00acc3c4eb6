using System.Security.Cryptography;
using Storage.Bytes;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal.Recovery;

/// <summary>
/// Reads a journal's directory and decides whether it is whole, torn or damaged. Writes nothing, so that a refusal leaves everything as it was found.
/// State and ledger check each other by the frames' sequence: events are written to the ledger only when their state frame is durable, and the state
/// remembers how far the ledger is durable.
/// </summary>
/// <param name="each">When verifying: handed every event that holds, stream by stream in order.</param>
internal sealed class JournalScan(IJournalDisk disk, string directory, bool verify, Action<LedgerEntry>? each = null)
{
    private long _behindBytes;

    public DocumentIndex Documents { get; } = new();

    public ActiveIndex Actives { get; } = new();

    public LedgerIndex Streams { get; } = new();

    public StateScan State { get; private set; } = null!;

    public LedgerScan Ledger { get; private set; } = null!;

    /// <summary>Frames whose events the ledger does not have yet.</summary>
    public List<(long Sequence, byte[] Events)> Behind { get; } = [];

    /// <summary>Names of files that nothing refers to any more: unfinished, or replaced by a compaction.</summary>
    public List<string> Leftovers { get; } = [];

    /// <exception cref="JournalDamagedException">Where and what.</exception>
    public void Read()
    {
        var names = disk.List(directory);
        var segments = new List<SegmentName>();
        foreach (var name in names)
            if (SegmentName.TryParse(name, out var segment))
                segments.Add(segment);
            else if (name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal))
                Leftovers.Add(name);

        long? baseAfter = segments.Where(s => s.Kind == SegmentKind.Base).Select(s => (long?)s.After).Max();
        Leftovers.AddRange(segments.Where(s => s.Kind != SegmentKind.Ledger && s.After < baseAfter).Select(s => s.ToString()));
        var logs = segments.Where(s => s.Kind == SegmentKind.Log && s.After >= (baseAfter ?? 0)).Select(s => s.After).Order().ToList();
        var stateIsHere = baseAfter is not null || logs.Count > 0;

        State = new StateScan(disk, directory, Documents, Actives, write: !verify);
        // Before the ledger, by which it is checked; the logs after it, since an event is in the ledger only when its state frame is there.
        State.ReadBase(baseAfter);
        Ledger = new LedgerScan(disk, Streams, verify) { Known = State.Streams.ToDictionary(s => s.Stream, s => (s.Number, s.Hash)), Each = each };
        Ledger.Read(verify ? Retired() : [], Ledgers(directory, segments), baseAfter ?? 0);
        if (!stateIsHere && verify)
            return;
        State.ReadLogs(baseAfter, logs);
        CompareStreams();
        CompareEvents();
    }

    public void Dispose()
    {
        State?.Dispose();
        Ledger?.Dispose();
    }

    private List<(string Path, long After)> Retired()
    {
        var folder = Path.Combine(directory, SegmentName.Retired);
        var segments = new List<SegmentName>();
        foreach (var name in disk.List(folder))
            if (SegmentName.TryParse(name, out var segment))
                segments.Add(segment);
        return Ledgers(folder, segments);
    }

    private static List<(string Path, long After)> Ledgers(string folder, IEnumerable<SegmentName> segments) =>
        [.. segments.Where(s => s.Kind == SegmentKind.Ledger).OrderBy(s => s.After).Select(s => (Path.Combine(folder, s.ToString()), s.After))];

    private void CompareStreams()
    {
        foreach (var (name, number, hash) in State.Streams)
        {
            var stream = Streams.GetOrAdd(name);
            if (!stream.HasEvents)
                stream.Continue(number, hash);
            else if (stream.Number < number)
                throw new JournalDamagedException(Ledger.LastPath(directory), 0, $"stream {name} ends at event {stream.Number}; the state knows event {number}");
        }
    }

    private void CompareEvents()
    {
        // Before the events that only the state has are added.
        var (next, behind) = (0, Ledger.Behind);
        foreach (var (sequence, at, path, events) in State.Happened)
        {
            if (sequence > Ledger.Last)
                AddBehind(sequence, at, path, events);
            else if (next < Ledger.Sequences.Count && Ledger.Sequences[next] == sequence)
                CompareFrames(sequence, events, next++);
            else
                throw new JournalDamagedException(Ledger.LastPath(directory), 0, $"the ledger has no frame {sequence}, but later ones; {behind}");
        }

        if (next < Ledger.Sequences.Count)
            throw new JournalDamagedException(
                State.Segments.Count > 0 ? State.Segments[^1].Path : directory,
                State.End,
                $"the state ends at frame {State.Last}, but the ledger has frame {Ledger.Sequences[next]}, which is written only after the state is durable");
        if (Ledger.FirstPresentAfter > State.Mark.Begins)
            throw new JournalDamagedException(Ledger.LastPath(directory), 0, $"the ledger's segments before frame {Ledger.FirstPresentAfter} are missing and were not retired; {behind}");
        if (State.Mark.Synced > Ledger.Last)
            throw new JournalDamagedException(
                Ledger.LastPath(directory),
                Ledger.Segments.Count > 0 ? Ledger.Segments[^1].End : 0,
                $"the ledger ends at frame {Ledger.Last}; it was durable up to frame {State.Mark.Synced}; {behind}");
    }

    private void CompareFrames(long sequence, byte[] events, int at)
    {
        if (!verify || SHA256.HashData(events).AsSpan().SequenceEqual(Ledger.Hashes[at]))
            return;
        var reader = new ByteReader(events);
        var (stream, number, _) = LedgerChain.Peek(LedgerRecord.Read(ref reader, out _));
        throw new JournalDamagedException(Ledger.LastPath(directory), 0, $"frame {sequence} is not what the state has of it, from event {number} of stream {stream} on: it was written anew");
    }

    // The place is where the ledger will have it: the same bytes in the same order behind what it has now.
    private void AddBehind(long sequence, long at, string path, byte[] events)
    {
        var (number, start) = Ledger.Segments.Count > 0 ? (Ledger.Segments[^1].Number, Ledger.Segments[^1].End) : (0, SegmentHeader.Bytes);
        var offset = start + _behindBytes + Frame.HeadBytes;
        try
        {
            for (var reader = new ByteReader(events); !reader.AtEnd;)
            {
                var from = reader.Position;
                var stored = LedgerRecord.Read(ref reader, out var hash);
                Ledger.Add(stored, hash, number, offset + from, path, at + from);
            }
        }
        catch (InvalidDataException failure)
        {
            throw new JournalDamagedException(path, at, failure.Message, failure);
        }

        Behind.Add((sequence, events));
        _behindBytes += Frame.HeadBytes + events.Length;
    }
}
