using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

public sealed class CompactionTests
{
    [Fact]
    public async Task Power_lost_before_any_one_step_of_a_compaction_loses_nothing()
    {
        var steps = 0;
        for (var step = 1; ; step++)
        {
            var disk = new MemoryDisk();
            var store = await Written(disk);
            disk.StopBefore = disk.Operations + step;
            var compacted = await Record.ExceptionAsync(() => store.Compact());
            if (compacted is null)
                break;
            steps++;
            for (var seed = 0; seed < 8; seed++)
            {
                // Crash leaves the disk as it is, so that it can be crashed again with other luck.
                await using var reopened = await MemoryJournal.Open(disk.Crash(new Random(seed)));
                await AssertAll(reopened);
                await reopened.Compact();
                await AssertAll(reopened);
            }
        }

        // New log segment (4), new base (write, frames, sync, rename, directory), deletions: a change of the protocol shows here.
        Assert.InRange(steps, 12, 40);
    }

    [Fact]
    public async Task Process_killed_before_any_one_step_of_a_compaction_and_power_lost_after_the_next_write_loses_nothing()
    {
        for (var step = 1; ; step++)
        {
            var disk = new MemoryDisk();
            var store = await Written(disk);
            disk.StopBefore = disk.Operations + step;
            if (await Record.ExceptionAsync(() => store.Compact()) is null)
                break;
            var restarted = disk.Kill();
            store = await MemoryJournal.Open(restarted);
            await store.Put("next", "3");
            for (var seed = 0; seed < 4; seed++)
            {
                await using var reopened = await MemoryJournal.Open(restarted.Crash(new Random(seed)));
                await AssertAll(reopened);
                Assert.Equal("3", await reopened.Get("next"));
            }
        }
    }

    [Fact]
    public async Task Compaction_keeps_the_newest_of_each_document_and_gives_the_space_back()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk);
        string? version = null;
        for (var i = 0; i < 100; i++)
            version = await store.Put("a", new string('x', 1000), version);

        await store.Compact();

        Assert.InRange(disk.Files.Where(f => f.Key.Contains("state-", StringComparison.Ordinal)).Sum(f => f.Value.Length), 1000, 3000);
        Assert.Equal(version, (await store.Read(Given.Write("a", "").Key))!.Version);
        Assert.Equal(100, (await store.Kinds("a")).Count);
    }

    [Fact]
    public async Task Compaction_starts_by_itself_when_enough_was_written()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk, options: MemoryJournal.Options with { CompactAfterBytes = 4096 });
        string? version = null;
        for (var i = 0; i < 200; i++)
            version = await store.Put("a", new string('x', 1000), version);
        await store.Compact();

        Assert.InRange(disk.Newest("state-", ".base").File.Length, 1000, 3000);
        Assert.Single(disk.Files.Keys, p => p.EndsWith(".base", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_and_reads_go_on_while_a_compaction_runs()
    {
        var disk = new MemoryDisk();
        await using var store = await Written(disk);
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        disk.OnSync = path =>
        {
            if (!path.Contains(".base", StringComparison.Ordinal))
                return;
            entered.Release();
            go.Wait();
        };

        var compaction = store.Compact();
        await entered.WaitAsync();
        var version = await store.Write(Given.Write("0", "during") with { Expected = (await store.Read(Given.Write("0", "").Key))!.Version });
        await store.Put("new", "during");
        Assert.Equal("during", await store.Get("0"));
        Assert.False(compaction.IsCompleted);
        go.Release();
        await compaction;

        Assert.Equal(("during", "during", version), (await store.Get("0"), await store.Get("new"), (await store.Read(Given.Write("0", "").Key))!.Version));
        await store.DisposeAsync();
        await using var reopened = await MemoryJournal.Open(disk);
        Assert.Equal(("during", "during"), (await reopened.Get("0"), await reopened.Get("new")));
    }

    [Fact]
    public async Task Document_written_anew_while_it_was_being_forgotten_stays()
    {
        var disk = new MemoryDisk();
        var time = new ManualTime();
        await using var store = await MemoryJournal.Open(disk, time: time);
        var version = await store.Write(Given.Write("a", "old") with { KeepUntil = time.GetUtcNow().AddMinutes(1) });
        time.Advance(TimeSpan.FromMinutes(2));
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        disk.OnSync = path =>
        {
            if (!path.Contains(".base", StringComparison.Ordinal))
                return;
            entered.Release();
            go.Wait();
        };
        var compaction = store.Compact();
        await entered.WaitAsync();
        await store.Write(Given.Write("a", "new") with { Expected = version });
        go.Release();
        await compaction;

        Assert.Equal("new", await store.Get("a"));
        await store.DisposeAsync();
        await using var reopened = await MemoryJournal.Open(disk);
        Assert.Equal("new", await reopened.Get("a"));
    }

    [Fact]
    public async Task Closing_gives_up_a_compaction_that_runs()
    {
        var disk = new MemoryDisk();
        var store = await Written(disk);

        var compaction = store.Compact();
        await store.DisposeAsync();
        await compaction.ContinueWith(_ => { }, TaskScheduler.Default);

        await using var reopened = await MemoryJournal.Open(disk);
        await AssertAll(reopened);
    }

    [Fact]
    public async Task Compacting_twice_with_nothing_in_between_changes_nothing()
    {
        var disk = new MemoryDisk();
        await using var store = await Written(disk);

        await store.Compact();
        await store.Compact();
        await Task.WhenAll(store.Compact(), store.Compact());

        await AssertAll(store);
    }

    private static async Task<JournalStore> Written(MemoryDisk disk)
    {
        var store = await MemoryJournal.Open(disk);
        for (var i = 0; i < 10; i++)
            await store.Put($"{i}", "1");
        await store.Compact();
        for (var i = 0; i < 5; i++)
            await store.Put($"{i}", "2", (await store.Read(Given.Write($"{i}", "").Key))!.Version);
        return store;
    }

    private static async Task AssertAll(JournalStore store)
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i < 5 ? "2" : "1", await store.Get($"{i}"));
            Assert.Equal(i < 5 ? ["1", "2"] : ["1"], await store.Kinds($"{i}"));
        }
    }
}
