using Storage.Journal;
using Storage.Tests.Journal.Disk;

namespace Storage.Tests.Journal;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Write_alone_costs_one_sync()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk);
        var before = disk.Syncs;

        for (var i = 0; i < 10; i++)
            await store.Put($"{i}", "1");

        Assert.Equal(10, disk.Syncs - before);
        Assert.Equal((10, 10), (store.Statistics.Frames, store.Statistics.Writes));
    }

    [Fact]
    public async Task Writes_that_wait_for_a_sync_share_the_next_one()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk);
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        disk.OnSync = _ =>
        {
            entered.Release();
            go.Wait();
        };
        var before = store.Statistics;

        var first = store.Put("first", "1").AsTask();
        await entered.WaitAsync();
        var others = Enumerable.Range(0, 100).Select(i => store.Put($"{i}", "1").AsTask()).ToList();
        go.Release();
        await first;
        await entered.WaitAsync();
        Assert.All(others, write => Assert.False(write.IsCompleted));
        Assert.Null(await store.Get("0"));
        disk.OnSync = null;
        go.Release();
        await Task.WhenAll(others);

        Assert.Equal((2, 101, 2), (store.Statistics.Frames - before.Frames, store.Statistics.Writes - before.Writes, store.Statistics.Fsyncs - before.Fsyncs));
        Assert.Equal("1", await store.Get("99"));
    }

    [Fact]
    public async Task Second_write_to_a_document_in_one_frame_sees_the_first()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk);
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        disk.OnSync = _ =>
        {
            entered.Release();
            go.Wait();
        };
        var other = store.Put("other", "1").AsTask();
        await entered.WaitAsync();

        var first = store.Put("a", "1").AsTask();
        var second = Given.Outcome(store.Put("a", "2"));
        var far = Enumerable.Range(0, 5).Select(i => store.Write(Given.Write("stream", $"{i}") with { Key = new("mitigation", $"s{i}", "stream"), Events = [Given.Event($"{i}")] }).AsTask()).ToList();
        disk.OnSync = null;
        go.Release();
        await Task.WhenAll([other, first, .. far]);

        Assert.IsType<VersionConflictException>(await second);
        Assert.Equal("1", await store.Get("a"));
        Assert.Equal(["0", "1", "2", "3", "4"], await store.Kinds("stream"));
        Assert.Equal(2, store.Statistics.Frames);
    }

    [Fact]
    public async Task Disposing_writes_what_waits()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        var writes = Enumerable.Range(0, 50).Select(i => store.Put($"{i}", "1").AsTask()).ToList();

        await store.DisposeAsync();

        Assert.All(writes, write => Assert.True(write.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.Put("late", "1"));
        await using var reopened = await MemoryJournal.Open(disk);
        Assert.Equal("1", await reopened.Get("49"));
    }
}
