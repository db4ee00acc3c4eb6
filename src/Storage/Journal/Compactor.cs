using Microsoft.Extensions.Logging;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal;

/// <summary>Runs one compaction at a time beside the writers. All methods are called by the thread that commits.</summary>
internal sealed class Compactor(
    SyncedDisk disk,
    JournalOptions options,
    DocumentIndex documents,
    LedgerIndex streams,
    StateLog log,
    LedgerLog ledger,
    TimeProvider time,
    ILogger logger,
    long baseBytes)
{
    private readonly CancellationTokenSource _stop = new();
    private List<TaskCompletionSource> _asked = [];
    private List<StateSegment> _sources = [];
    private Compaction? _compaction;
    private Task<StateSegment>? _running;
    private long _baseBytes = baseBytes;
    private long _compactedBytes;
    private long _notBefore;

    public bool IsRunning => _running is { IsCompleted: false };

    /// <summary>Done, and its result has not been taken in.</summary>
    public bool HasResult => _running is { IsCompleted: true };

    public bool IsDue => _running is null && !log.Full && log.LogBytes > Math.Max(options.CompactAfterBytes, Math.Max(_baseBytes, _notBefore));

    /// <summary>Starts with everything up to the last sequence; the segment behind it must be a new one.</summary>
    /// <exception cref="DiskFullException">Not started.</exception>
    public void Begin(long lastSequence, long nextVersion, List<TaskCompletionSource> asked, Action whenDone)
    {
        if (log.Full || !ledger.TryFlush())
            throw new DiskFullException(options.Directory);
        log.Roll(lastSequence);
        _asked = asked;
        _sources = [.. log.Closed];
        _compactedBytes = log.LogBytes;
        var header = SegmentHeader.New(SegmentKind.Base, lastSequence, nextVersion, ledger.Mark);
        _compaction = new Compaction(disk, options.Directory, documents, streams, _sources, header, time.GetUtcNow());
        var compaction = _compaction;
        _running = Task.Factory.StartNew(() => compaction.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _running.ContinueWith(_ => whenDone(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Takes in the result of a compaction that is over.</summary>
    public void Collect()
    {
        if (_running is not { } over)
            return;
        _running = null;
        try
        {
            log.Replace(_sources, over.GetAwaiter().GetResult(), _compactedBytes);
            _baseBytes = _compaction!.Bytes;
            _notBefore = 0;
            JournalStore.Log.Compacted(logger, options.Directory, _compaction.Documents, _compaction.Forgotten, _compactedBytes, _baseBytes);
            foreach (var one in _asked)
                one.SetResult();
        }
        catch (OperationCanceledException)
        {
            foreach (var one in _asked)
                one.SetCanceled();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            // Everything is as it was before; the next try comes when as much again was written.
            _notBefore = log.LogBytes * 2;
            JournalStore.Log.CompactionFailed(logger, options.Directory, failure.Message, failure);
            foreach (var one in _asked)
                one.SetException(failure is DiskFullException ? new StoreFullException($"no space to compact {options.Directory}") : failure);
        }
    }

    public void Stop()
    {
        _stop.Cancel();
        if (_running is null)
            return;
        ((IAsyncResult)_running).AsyncWaitHandle.WaitOne();
        Collect();
    }
}
