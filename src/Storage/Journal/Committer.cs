using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Storage.Journal.Disk;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Journal.State;

namespace Storage.Journal;

/// <summary>
/// The one thread that writes. All writes that wait while an fsync is under way go into the next frame; a frame is written only when the one
/// before it is durable; a write is answered only when its frame is. One fsync a batch.
/// </summary>
internal sealed class Committer(
    SyncedDisk disk,
    JournalOptions options,
    JournalCounters counters,
    Batch batch,
    StateLog log,
    LedgerLog ledger,
    Compactor compactor,
    long lastSequence)
{
    /// <summary>Events are this much behind in memory, and written twice again after a crash, before they are worth an fsync of their own.</summary>
    private const int LedgerBehindBytes = 1 << 20;

    private readonly object _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<PendingWrite> _waiting = [];
    private List<PendingWrite> _taken = [];
    private List<TaskCompletionSource> _compactionsAsked = [];
    private List<TaskCompletionSource> _compactionsTaken = [];
    private long _sequence = lastSequence;
    private LedgerMark _marked;
    private bool _closing;
    private Exception? _ended;

    public void Start(LedgerMark marked)
    {
        _marked = marked;
        new Thread(Run) { Name = "journal", IsBackground = true }.Start();
    }

    public Task<string> Write(DocumentWrite write, WritePriority priority)
    {
        var pending = new PendingWrite(write, priority);
        lock (_gate)
        {
            if (Over() is { } reason)
                return Task.FromException<string>(reason);
            _waiting.Add(pending);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }

        return pending.Task;
    }

    public Task Compact()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Over() is { } reason)
                return Task.FromException(reason);
            _compactionsAsked.Add(asked);
            Monitor.Pulse(_gate);
        }

        return asked.Task;
    }

    /// <summary>Writes what waits, makes the ledger durable, ends the thread.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        return _done.Task;
    }

    private Exception? Over() =>
        _ended is not null ? new WriteOutcomeUnknownException("the journal has failed", _ended)
        : _closing ? new ObjectDisposedException(nameof(JournalStore))
        : null;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong here, what is promised is no longer known: the process ends.")]
    private void Run()
    {
        try
        {
            while (WaitForWork())
            {
                for (var from = 0; from < _taken.Count;)
                    from = Commit(from);
                _taken.Clear();
                FlushLedgerWhenLong();
                CompactWhenDue();
            }

            compactor.Stop();
            Leave();
            _done.SetResult();
        }
        catch (Exception failure)
        {
            Fail(disk.End($"writing to {options.Directory} failed", failure));
        }
    }

    // False when the store is being closed and nothing waits any more.
    private bool WaitForWork()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing && !compactor.HasResult && (_compactionsAsked.Count == 0 || compactor.IsRunning))
                Monitor.Wait(_gate);
            (_taken, _waiting) = (_waiting, _taken);
            return _taken.Count > 0 || !_closing;
        }
    }

    private int Commit(int from)
    {
        var next = batch.Fill(_taken, from, _taken.Count, ledger.Mark, onlyReserved: !log.TryLeaveFull());
        if (batch.HasFrame && !TryAppend())
        {
            log.BecomeFull();
            batch.Fill(_taken, from, next, ledger.Mark, onlyReserved: true);
            if (batch.HasFrame && !TryAppend() && !(log.TryUseReserve(_sequence, batch.FrameBytes) && TryAppend()))
                batch.RefuseAll();
        }

        batch.Answer();
        return next;
    }

    private bool TryAppend()
    {
        var mark = ledger.Mark;
        var at = log.End;
        var started = Stopwatch.GetTimestamp();
        if (!log.TryAppend(batch.Finish(_sequence + 1, log.Current.Header.Salt)))
            return false;
        _sequence++;
        _marked = mark;
        batch.Apply(log.Current, at, _sequence, ledger);
        counters.Committed(batch.Writes, batch.FrameBytes, Stopwatch.GetElapsedTime(started));
        return true;
    }

    private bool TryMark()
    {
        batch.FillMark(ledger.Mark);
        return TryAppend();
    }

    private void FlushLedgerWhenLong()
    {
        if (ledger.BehindBytes < LedgerBehindBytes || log.Full)
            return;
        if (ledger.TryFlush())
            RetireLedger();
        else
            log.BecomeFull();
    }

    private void RetireLedger()
    {
        if (ledger.PlanRetirement() && TryMark())
            ledger.Retire();
    }

    private void CompactWhenDue()
    {
        if (compactor.HasResult)
            compactor.Collect();
        if (compactor.IsRunning)
            return;
        lock (_gate)
            (_compactionsTaken, _compactionsAsked) = (_compactionsAsked, []);
        if (_compactionsTaken.Count == 0 && !compactor.IsDue)
            return;
        try
        {
            RetireLedger();

            // Without a frame since the last compaction the new segment would have the old one's name.
            if (log.End == SegmentHeader.Bytes && !TryMark())
                throw new DiskFullException(options.Directory);
            compactor.Begin(_sequence, batch.NextVersion, _compactionsTaken, Wake);
        }
        catch (DiskFullException)
        {
            log.BecomeFull();
            foreach (var one in _compactionsTaken)
                one.SetException(new StoreFullException($"no space to compact {options.Directory}"));
        }
    }

    // The mark tells the next start that the ledger is durable to its end, so that damage to it can be told from a torn tail.
    private void Leave()
    {
        foreach (var one in _compactionsAsked)
            one.TrySetCanceled();
        if (ledger.TryFlush() && ledger.Mark != _marked)
            TryMark();
        log.Dispose();
        ledger.Close();
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
    }

    // Reached only where a test's disk lets the process live: nobody is told that anything succeeded.
    private void Fail(Exception ended)
    {
        List<PendingWrite> left;
        lock (_gate)
        {
            _ended = ended;
            left = [.. _taken, .. _waiting];
        }

        foreach (var one in left)
            one.TrySetException(new WriteOutcomeUnknownException("the journal failed during the write", ended));
        foreach (var one in (List<TaskCompletionSource>)[.. _compactionsAsked, .. _compactionsTaken])
            one.TrySetException(ended);
        _done.SetResult();
    }
}
