using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

public sealed class DiskFullTests
{
    private readonly MemoryDisk _disk = new();
    private readonly ManualTime _time = new();
    private readonly RecordedLog<JournalStore> _log = new();

    [Fact]
    public async Task Full_disk_refuses_normal_writes_and_keeps_reserved_ones_going()
    {
        await using var store = await Filled();

        Assert.IsType<StoreFullException>(await Given.Outcome(store.Put("new", new string('x', 500))));
        for (var i = 0; i < 10; i++)
            await store.Put($"withdrawal-{i}", "gone", priority: WritePriority.Reserved);

        Assert.Null(await store.Get("new"));
        Assert.Empty(await store.Kinds("new"));
        Assert.Equal(["gone"], await store.Kinds("withdrawal-9"));
        Assert.Contains(_log.Entries, e => e.Id.Id == 6104);
    }

    [Fact]
    public async Task Refused_write_leaves_no_byte_behind()
    {
        await using var store = await Filled(stopAtRefusal: false);
        var before = _disk.Newest("state-", ".log").File.Bytes.ToArray();

        Assert.IsType<StoreFullException>(await Given.Outcome(store.Put("new", new string('x', 2000))));

        Assert.Equal(before, _disk.Newest("state-", ".log").File.Bytes.ToArray());
    }

    [Fact]
    public async Task Power_lost_before_any_one_step_of_going_over_to_the_reserve_loses_nothing()
    {
        for (var step = 1; ; step++)
        {
            var disk = new MemoryDisk();
            var store = await Filled(disk);
            disk.StopBefore = disk.Operations + step;
            if (await Given.Outcome(store.Put("withdrawal", new string('x', 1000), priority: WritePriority.Reserved)) is null)
                break;
            for (var seed = 0; seed < 10; seed++)
            {
                await using var reopened = await MemoryJournal.Open(disk.Crash(new Random(seed)));
                for (var i = 0; i < 10; i++)
                    Assert.Equal(500, (await reopened.Get($"{i}"))!.Length);
                Assert.True(await reopened.Get("withdrawal") is null or { Length: 1000 });
            }
        }
    }

    [Fact]
    public async Task Small_normal_write_is_refused_too_while_the_disk_is_full()
    {
        await using var store = await Filled();

        Assert.IsType<StoreFullException>(await Given.Outcome(store.Put("tiny", "")));
    }

    [Fact]
    public async Task Batch_of_both_kinds_keeps_the_reserved_ones()
    {
        await using var store = await Filled(stopAtRefusal: false);
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        _disk.OnSync = _ =>
        {
            entered.Release();
            go.Wait();
        };
        var first = store.Put("first", "1", priority: WritePriority.Reserved).AsTask();
        await entered.WaitAsync();
        var normal = Given.Outcome(store.Put("normal", new string('x', 3000)));
        var reserved = store.Put("reserved", "1", priority: WritePriority.Reserved).AsTask();
        _disk.OnSync = null;
        go.Release();

        await Task.WhenAll(first, reserved);
        Assert.IsType<StoreFullException>(await normal);
        Assert.Equal("1", await store.Get("reserved"));
    }

    [Fact]
    public async Task Reserve_ends_too_and_says_so()
    {
        await using var store = await Filled();
        Exception? refused = null;
        var accepted = 0;
        for (; refused is null; accepted++)
            refused = await Given.Outcome(store.Put($"reserved-{accepted}", new string('x', 200), priority: WritePriority.Reserved));

        Assert.IsType<StoreFullException>(refused);
        Assert.InRange(accepted, 8192 / 1000, 8192 / 200);
    }

    [Fact]
    public async Task Everything_acknowledged_on_a_full_disk_survives_a_loss_of_power()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var disk = new MemoryDisk();
            var store = await Filled(disk);
            await store.Put("withdrawal", "gone", priority: WritePriority.Reserved);
            var kept = (await All(store)).Order().ToList();

            var after = disk.Crash(new Random(seed));
            after.Capacity = disk.Capacity;
            await using var reopened = await MemoryJournal.Open(after, _log, _time);

            Assert.Equal(kept, (await All(reopened)).Order());
            await reopened.Put("second", "gone", priority: WritePriority.Reserved);
            Assert.IsType<StoreFullException>(await Given.Outcome(reopened.Put("new", new string('x', 500))));
        }
    }

    [Fact]
    public async Task Space_that_comes_back_is_noticed_within_a_second()
    {
        await using var store = await Filled();
        await store.Put("withdrawal", "gone", priority: WritePriority.Reserved);
        Assert.IsType<StoreFullException>(await Given.Outcome(store.Put("new", "1")));
        _disk.Capacity = 1 << 20;

        _time.Advance(TimeSpan.FromSeconds(1.1));
        await store.Put("new", "1");

        Assert.Contains(_log.Entries, e => e.Id.Id == 6106);
        Assert.Equal(8192, _disk.Files[$"{MemoryJournal.Directory}/reserve"].Length);
        await store.DisposeAsync();
        await using var reopened = await MemoryJournal.Open(_disk);
        Assert.Equal(("1", "gone"), (await reopened.Get("new"), await reopened.Get("withdrawal")));
    }

    [Fact]
    public async Task Ledger_that_found_no_room_is_written_when_there_is_some()
    {
        var store = await Filled();
        await store.Put("withdrawal", "gone", priority: WritePriority.Reserved);
        await store.DisposeAsync();
        _disk.Capacity = 1 << 20;

        await using (var reopened = await MemoryJournal.Open(_disk))
            Assert.Equal(["gone"], await reopened.Kinds("withdrawal"));

        Assert.Null(LedgerVerifier.Verify(MemoryJournal.Directory, _disk).Fault);
    }

    [Fact]
    public async Task Compaction_without_room_leaves_everything_as_it_was()
    {
        await using var store = await Filled(stopAtRefusal: false);

        await Assert.ThrowsAsync<StoreFullException>(() => store.Compact());

        Assert.NotNull(await store.Get("0"));
        Assert.DoesNotContain(_disk.Files.Keys, p => p.EndsWith(".new", StringComparison.Ordinal));
        await store.Put("withdrawal", "gone", priority: WritePriority.Reserved);
    }

    private Task<JournalStore> Filled(bool stopAtRefusal = true) => Filled(_disk, stopAtRefusal);

    private async Task<JournalStore> Filled(MemoryDisk disk, bool stopAtRefusal = true)
    {
        var store = await MemoryJournal.Open(disk, _log, _time);
        for (var i = 0; i < 10; i++)
            await store.Put($"{i}", new string('x', 500));
        disk.Capacity = disk.Files.Values.Sum(f => f.Length) + 700;
        if (stopAtRefusal)
            for (var i = 0; await Given.Outcome(store.Put($"more-{i}", new string('x', 500))) is null;)
                i++;
        return store;
    }

    private static async Task<List<string>> All(JournalStore store)
    {
        var all = new List<string>();
        await foreach (var document in store.List("mitigation", "life"))
            all.Add($"{document.Key.Key} {document.Version} {document.Content.Length}");
        return all;
    }
}
