using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Storage.Tests.Journal.Disk;

namespace Storage.Tests.Journal;

public sealed class MeterTests
{
    [Fact]
    public async Task Meter_tells_what_the_statistics_tell()
    {
        var sums = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == "Orchestrator.Storage")
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using var store = await MemoryJournal.Open(new MemoryDisk());

        await store.Put("a", "1");

        // Other journals of this process count too.
        var told = store.Statistics;
        Assert.Equal((1, 1), (told.Frames, told.Writes));
        Assert.InRange(sums["orchestrator.storage.fsyncs"], told.Fsyncs, long.MaxValue);
        Assert.InRange(sums["orchestrator.storage.frames"], told.Frames, long.MaxValue);
        Assert.InRange(sums["orchestrator.storage.writes"], told.Writes, long.MaxValue);
        Assert.InRange(sums["orchestrator.storage.bytes"], told.Bytes, long.MaxValue);
    }
}
