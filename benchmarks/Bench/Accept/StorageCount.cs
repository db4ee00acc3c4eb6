using System.Diagnostics.Metrics;

namespace Bench.Accept;

/// <summary>
/// What the journal did for one write and the next, told by its own counters in the order in which it counts: on its one thread, so that a later write's
/// fsync cannot be taken for an earlier one's.
/// </summary>
internal sealed class StorageCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<(long Fsyncs, long Bytes)> _writes = [];
    private long _fsyncs;
    private long _bytes;

    public StorageCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Orchestrator.Storage")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) => Counted(instrument.Name, count));
        _listener.Start();
    }

    /// <summary>Forgets what was counted.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _writes.Clear();
            (_fsyncs, _bytes) = (0, 0);
        }
    }

    /// <summary>Fsyncs and bytes since <see cref="Clear"/> when the n-th write after it had become durable.</summary>
    public async Task<(long Fsyncs, long Bytes)> After(int writes)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (true)
        {
            lock (_gate)
                if (_writes.Count >= writes)
                    return _writes[writes - 1];
            await pause.WaitForNextTickAsync();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Counted(string name, long count)
    {
        lock (_gate)
            switch (name)
            {
                case "orchestrator.storage.fsyncs":
                    _fsyncs += count;
                    break;

                // The last of a frame's counters is its bytes, so a frame is entered when they come.
                case "orchestrator.storage.writes":
                    _writes.AddRange(Enumerable.Repeat((_fsyncs, 0L), (int)count));
                    break;
                case "orchestrator.storage.bytes":
                    _bytes += count;
                    if (_writes.Count > 0)
                        _writes[^1] = (_writes[^1].Fsyncs, _bytes);
                    break;
            }
    }
}
