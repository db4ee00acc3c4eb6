using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.Recovery;
using Storage.Journal.State;

namespace Storage.Journal;

/// <summary>
/// The store for one process and no server: an append-only log of batches in a directory of its own (docs/decisions/002). One fsync a batch, shared by all
/// writes that came while the one before was under way. Documents are read from the disk (the system's cache); in memory is an index of about 200 bytes a
/// document, the rows of mitigations that have not ended, and eight bytes a ledger event. A failed fsync ends the process.
/// </summary>
public sealed partial class JournalStore : IDocumentStore, IAsyncDisposable
{
    private readonly JournalCounters _counters;
    private readonly JournalScan _scan;
    private readonly LedgerLog _ledger;
    private readonly Committer _committer;
    private readonly IDisposable _held;
    private int _closed;

    private JournalStore(JournalCounters counters, JournalScan scan, LedgerLog ledger, Committer committer, IDisposable held)
    {
        _counters = counters;
        _scan = scan;
        _ledger = ledger;
        _committer = committer;
        _held = held;
    }

    /// <summary>What it has done since it was opened.</summary>
    public JournalStatistics Statistics => _counters.Snapshot();

    /// <summary>Opens the journal of a directory, or starts one there. Reads all of it.</summary>
    /// <exception cref="DirectoryInUseException">Another process has it open.</exception>
    /// <exception cref="JournalDamagedException">What was durable is not what was written; nothing was changed.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static Task<JournalStore> Open(JournalOptions options, TimeProvider time, ILogger logger) =>
        Open(options, time, logger, OperatingSystemDisk.Instance);

    internal static Task<JournalStore> Open(JournalOptions options, TimeProvider time, ILogger logger, IJournalDisk disk)
    {
        options.Check();
        return Task.Run(() => OpenNow(options with { Directory = Path.GetFullPath(options.Directory) }, time, logger, disk));
    }

    /// <inheritdoc/>
    public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(ReadNow(key));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Document> List(string type, string state, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var key in _scan.Documents.Keys(type, state))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await Read(key, cancellation) is { } document)
                yield return document;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A write that waits for the disk is not cancelled: it would only make its outcome unknown.</remarks>
    public ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default)
    {
        PendingWrite.Check(write);
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<string>(_committer.Write(write, priority));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_scan.Actives.OfMember(member));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_scan.Actives.OfOperator(@operator));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_scan.Actives.OfShard(shard));

    /// <inheritdoc/>
    /// <remarks>Events in segments that were retired are left out: the first has then a number above 1.</remarks>
    public async IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_scan.Streams.Find(LedgerChain.Stream(type, key)) is not { } stream)
            yield break;
        foreach (var place in stream.Places())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_ledger.Read(place) is { } entry)
                yield return entry;
        }
    }

    /// <summary>Compacts now and returns when it is done. Happens by itself when enough was written.</summary>
    /// <exception cref="StoreFullException">There is no space for it; everything is as before.</exception>
    public Task Compact() => _committer.Compact();

    /// <summary>Writes what waits, makes the ledger durable and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        await _committer.Close();
        _held.Dispose();
    }

    private static JournalStore OpenNow(JournalOptions options, TimeProvider time, ILogger logger, IJournalDisk disk)
    {
        disk.CreateDirectory(options.Directory);
        var held = disk.Lock(options.Directory);
        var scan = new JournalScan(disk, options.Directory, verify: false);
        try
        {
            scan.Read();
            var store = Start(options, time, logger, disk, scan, held);
            Log.Opened(logger, options.Directory, scan.State.Last, scan.State.BaseBytes + scan.State.LogBytes, scan.Streams.Count, scan.Ledger.Events);
            return store;
        }
        catch
        {
            scan.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static JournalStore Start(JournalOptions options, TimeProvider time, ILogger logger, IJournalDisk disk, JournalScan scan, IDisposable held)
    {
        var counters = new JournalCounters();
        var synced = new SyncedDisk(disk, counters, logger);
        Repair.Run(synced, options.Directory, scan, logger);

        // State before ledger: a ledger without a state is damage.
        var state = scan.State;
        var log = new StateLog(synced, options, new Reserve(synced, options.Directory, options.ReserveBytes), time, logger);
        log.Start(state.Segments, state.End, state.LogBytes);
        var ledger = new LedgerLog(synced, options, scan.Streams, time, logger);
        ledger.Start(scan.Ledger.Segments, state.Mark.Begins);
        foreach (var (sequence, events) in scan.Behind)
            ledger.Append(sequence, events, LedgerScan.Newest(events));

        var batch = new Batch(scan.Documents, scan.Actives, scan.Streams) { NextVersion = state.NextVersion };
        var compactor = new Compactor(synced, options, scan.Documents, scan.Streams, log, ledger, time, logger, state.BaseBytes);
        var committer = new Committer(synced, options, counters, batch, log, ledger, compactor, state.Last);
        committer.Start(state.Mark);
        return new JournalStore(counters, scan, ledger, committer, held);
    }

    private Document? ReadNow(DocumentKey key)
    {
        while (_scan.Documents.Find(key) is { } entry)
        {
            // Compaction moved it between the two lines: the index has its new place.
            if (!entry.Segment.TryHold())
                continue;
            try
            {
                var content = new byte[entry.Length];
                if (entry.Segment.File.Read(entry.Offset, content) < content.Length || Crc32C.Compute(content) != entry.Crc)
                    throw new JournalDamagedException(entry.Segment.Path, entry.Offset, $"the content of {key} is not what was written");
                return new Document(key, content, entry.VersionText);
            }
            finally
            {
                entry.Segment.LetGo();
            }
        }

        return null;
    }
}
