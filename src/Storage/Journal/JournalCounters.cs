using System.Diagnostics.Metrics;

namespace Storage.Journal;

/// <summary>Counts for one journal, and for the process's meter.</summary>
internal sealed class JournalCounters
{
    private static readonly Meter Meter = new("Orchestrator.Storage");
    private static readonly Counter<long> FsyncCounter = Meter.CreateCounter<long>("orchestrator.storage.fsyncs", "{fsync}", "Syncs of files and directories.");
    private static readonly Counter<long> FrameCounter = Meter.CreateCounter<long>("orchestrator.storage.frames", "{frame}", "Batches made durable.");
    private static readonly Counter<long> WriteCounter = Meter.CreateCounter<long>("orchestrator.storage.writes", "{write}", "Writes acknowledged.");
    private static readonly Counter<long> ByteCounter = Meter.CreateCounter<long>("orchestrator.storage.bytes", "By", "Bytes of frames in state segments.");
    private static readonly Counter<long> FullCounter = Meter.CreateCounter<long>("orchestrator.storage.refused_full", "{write}", "Writes refused because the disk was full.");

    private static readonly Histogram<double> CommitHistogram = Meter.CreateHistogram<double>("orchestrator.storage.commit", "s", "Writing and syncing one batch.");

    private long _fsyncs, _frames, _writes, _bytes;

    public JournalStatistics Snapshot() =>
        new(Interlocked.Read(ref _fsyncs), Interlocked.Read(ref _frames), Interlocked.Read(ref _writes), Interlocked.Read(ref _bytes));

    public void Synced()
    {
        Interlocked.Increment(ref _fsyncs);
        FsyncCounter.Add(1);
    }

    public void Committed(int writes, int bytes, TimeSpan took)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _writes, writes);
        Interlocked.Add(ref _bytes, bytes);
        FrameCounter.Add(1);
        WriteCounter.Add(writes);
        ByteCounter.Add(bytes);
        CommitHistogram.Record(took.TotalSeconds);
    }

    public static void RefusedFull() => FullCounter.Add(1);
}
