using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

public sealed class FailedSyncTests
{
    [Fact]
    public async Task Failed_sync_ends_the_process_and_acknowledges_nothing()
    {
        var disk = new MemoryDisk();
        var log = new RecordedLog<JournalStore>();
        var store = await MemoryJournal.Open(disk, log);
        await store.Put("before", "1");
        disk.SyncFails = true;

        var writes = Enumerable.Range(0, 5).Select(i => Given.Outcome(store.Put($"{i}", "1"))).ToList();

        Assert.Contains("fsync of /journal/state-", await disk.Ended, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(writes), outcome => Assert.IsType<WriteOutcomeUnknownException>(outcome));
        Assert.Null(await store.Get("0"));
        Assert.Contains(log.Entries, e => e.Id.Id == 6103);
    }

    [Fact]
    public async Task Sync_that_failed_once_is_never_tried_again()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        disk.SyncFails = true;
        await Given.Outcome(store.Put("a", "1"));
        disk.SyncFails = false;
        var syncs = disk.Syncs;

        Assert.IsType<WriteOutcomeUnknownException>(await Given.Outcome(store.Put("b", "1")));
        await store.DisposeAsync();

        Assert.Equal(syncs, disk.Syncs);
    }

    [Fact]
    public async Task Unacknowledged_write_before_a_failed_sync_is_there_whole_or_not_at_all_afterwards()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new MemoryDisk();
            var store = await MemoryJournal.Open(disk);
            await store.Put("a", "1");
            disk.SyncFails = true;
            await Given.Outcome(store.Put("b", new string('x', 3000)));

            await using var reopened = await MemoryJournal.Open(disk.Crash(new Random(seed)));

            Assert.Equal("1", await reopened.Get("a"));
            var content = await reopened.Get("b");
            Assert.True(content is null || content == new string('x', 3000));
            Assert.Equal(content is null ? 0 : 1, (await reopened.Kinds("b")).Count);
        }
    }
}
