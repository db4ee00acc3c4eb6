using System.Collections.Immutable;
using System.Globalization;
using Storage.Bytes;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal;

/// <summary>
/// Writes on their way into one frame: checks versions against what is stored and what stands earlier in the same frame, and builds the frame.
/// Changes nothing outside until <see cref="Apply"/>, so it can be built again when the disk had no room. Used by one thread.
/// </summary>
internal sealed class Batch(DocumentIndex documents, ActiveIndex actives, LedgerIndex streams)
{
    /// <summary>Beyond this the next write waits for the next frame.</summary>
    private const int EnoughBytes = 4 << 20;

    private readonly ByteWriter _frame = new();
    private readonly ByteWriter _events = new();
    private readonly List<Accepted> _accepted = [];
    private readonly List<(PendingWrite Write, Exception Reason)> _refused = [];
    private readonly List<(LedgerStream Stream, long Number, ImmutableArray<byte> Hash, int At)> _happened = [];
    private readonly Dictionary<DocumentKey, long> _versions = [];
    private readonly Dictionary<string, (LedgerStream Stream, long Number, ImmutableArray<byte> Hash)> _heads = [];
    private long _newestEvent;

    /// <summary>The next version to give away.</summary>
    public long NextVersion { get; set; } = 1;

    /// <summary>Whether there is something to be made durable.</summary>
    public bool HasFrame => _accepted.Count > 0;

    public int Writes => _accepted.Count;

    /// <summary>Takes writes from an index on and returns the index of the first that waits for the next frame.</summary>
    public int Fill(List<PendingWrite> writes, int from, int to, LedgerMark mark, bool onlyReserved)
    {
        Clear();
        Frame.Begin(_frame);
        StateFrame.Begin(_frame, mark);
        var next = from;
        while (next < to && _frame.Length + _events.Length < EnoughBytes)
            Take(writes[next++], onlyReserved);
        StateFrame.EndDocuments(_frame, Frame.HeadBytes);
        _frame.Raw(_events.Written);
        return next;
    }

    /// <summary>An empty frame that only says where the ledger stands.</summary>
    public void FillMark(LedgerMark mark) => Fill([], 0, 0, mark, onlyReserved: false);

    public ReadOnlySpan<byte> Finish(long sequence, uint salt)
    {
        Frame.Finish(_frame, 0, sequence, salt);
        return _frame.Written;
    }

    public int FrameBytes => _frame.Length;

    /// <summary>There is no room for any of it.</summary>
    public void RefuseAll()
    {
        foreach (var accepted in _accepted)
            Refuse(accepted.Write);
        _accepted.Clear();
    }

    /// <summary>The frame is durable: readers may see it.</summary>
    public void Apply(StateSegment segment, long frameAt, long sequence, LedgerLog ledger)
    {
        foreach (var one in _accepted)
        {
            var write = one.Write.Write;
            var keepUntil = write.KeepUntil?.UtcTicks ?? long.MaxValue;
            documents.Set(write.Key, new IndexEntry(segment, frameAt + one.ContentAt, write.Content.Length, one.Crc, one.Version, keepUntil, write.Active));
            actives.Set(write.Key, write.Active);
            NextVersion = one.Version + 1;
        }

        if (_happened.Count == 0)
            return;
        var (number, offset) = ledger.Append(sequence, _events.Written, _newestEvent);
        foreach (var (stream, place, hash, at) in _happened)
            stream.Append(place, hash, LedgerPlace.Of(number, offset + at));
    }

    /// <summary>Tells everyone what became of their write.</summary>
    public void Answer()
    {
        foreach (var one in _accepted)
            one.Write.SetResult(IndexEntry.Text(one.Version));
        foreach (var (write, reason) in _refused)
            write.SetException(reason);
    }

    private void Clear()
    {
        _frame.Clear();
        _events.Clear();
        _accepted.Clear();
        _refused.Clear();
        _happened.Clear();
        _versions.Clear();
        _heads.Clear();
        _newestEvent = long.MinValue;
    }

    private void Take(PendingWrite pending, bool onlyReserved)
    {
        var write = pending.Write;
        if (onlyReserved && pending.Priority != WritePriority.Reserved)
        {
            Refuse(pending);
            return;
        }

        var stored = _versions.TryGetValue(write.Key, out var earlier) ? earlier : documents.Find(write.Key)?.Version;
        if (!Matches(write.Expected, stored))
        {
            _refused.Add((pending, new VersionConflictException(write.Key, write.Expected, stored is { } v ? IndexEntry.Text(v) : null)));
            return;
        }

        var version = NextVersion + _accepted.Count;
        var at = DocumentRecord.Write(_frame, write.Key, version, write.KeepUntil?.UtcTicks ?? long.MaxValue, write.Active, write.Content.Span);
        _versions[write.Key] = version;
        _accepted.Add(new Accepted(pending, version, at, Crc32C.Compute(write.Content.Span)));
        if (!write.Events.IsDefaultOrEmpty)
            Chain(LedgerChain.Stream(write.Key.Type, write.Key.Key), write.Events);
    }

    private void Chain(string name, ImmutableArray<LedgerEvent> events)
    {
        if (!_heads.TryGetValue(name, out var head))
        {
            var stream = streams.GetOrAdd(name);
            head = (stream, stream.Number, stream.Hash);
        }

        foreach (var happened in events)
        {
            var at = _events.Length;
            var hash = LedgerRecord.Write(_events, name, head.Number + 1, happened, head.Hash);
            head = (head.Stream, head.Number + 1, hash);
            _happened.Add((head.Stream, head.Number, hash, at));
            _newestEvent = Math.Max(_newestEvent, (happened.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        }

        _heads[name] = head;
    }

    private void Refuse(PendingWrite pending)
    {
        JournalCounters.RefusedFull();
        _refused.Add((pending, new StoreFullException($"{pending.Write.Key}: the journal's disk is full")));
    }

    private static bool Matches(string? expected, long? stored) =>
        expected is null
            ? stored is null
            : stored is { } version && long.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted == version;

    private readonly record struct Accepted(PendingWrite Write, long Version, int ContentAt, uint Crc);
}
