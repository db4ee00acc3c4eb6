using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

/// <summary>A frame that was being written when the power went is cut, whatever is left of it; nothing before it is.</summary>
public sealed class TornTailTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Last_frame_cut_at_every_byte_leaves_exactly_what_stood_before_it(bool zeroed)
    {
        var (disk, lastFrameAt) = await ThreeWrites();
        var (path, whole) = disk.Newest("state-", ".log");
        for (var cut = lastFrameAt; cut < whole.Length; cut++)
        {
            var torn = disk.Copy();
            if (zeroed)
                torn.Files[path].Bytes[cut..].Clear();
            else
                torn.Files[path].Truncate(cut);

            // What stood at the end may have been zero before.
            if (zeroed && torn.Files[path].Bytes.SequenceEqual(whole.Bytes))
                continue;
            await using var store = await MemoryJournal.Open(torn);

            Assert.Equal(("1", "2", null), (await store.Get("a"), await store.Get("b"), await store.Get("c")));
            Assert.Empty(await store.Kinds("c"));
            await store.Put("c", "again");
            Assert.Equal(["again"], await store.Kinds("c"));
        }
    }

    [Fact]
    public async Task Whole_last_frame_is_kept()
    {
        var (disk, _) = await ThreeWrites();
        await using var store = await MemoryJournal.Open(disk);

        Assert.Equal("3", await store.Get("c"));
        Assert.Equal(["3"], await store.Kinds("c"));
    }

    [Fact]
    public async Task Cut_tail_is_reported_with_file_and_offset()
    {
        var (disk, lastFrameAt) = await ThreeWrites();
        var (path, file) = disk.Newest("state-", ".log");
        file.Truncate(file.Length - 1);
        var log = new RecordedLog<JournalStore>();
        await using var store = await MemoryJournal.Open(disk, log);

        var entry = Assert.Single(log.Entries, e => e.Id.Id == 6101);
        Assert.Contains(path, entry.Text, StringComparison.Ordinal);
        Assert.Contains($"byte {lastFrameAt}", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_bytes_that_look_like_a_frame_do_not_make_a_torn_tail_look_damaged()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        await store.Put("a", "1");
        var frame = disk.Newest("state-", ".log").File.Bytes[64..].ToArray();
        await store.DisposeAsync();

        // A frame of another journal, taken from there, as content: only its salt is wrong.
        var second = new MemoryDisk();
        store = await MemoryJournal.Open(second);
        await store.Put("a", "1");
        await store.Write(new DocumentWrite(new DocumentKey("t", "s", "hostile"), frame));
        var killed = second.Kill();
        var last = killed.Newest("state-", ".log").File;
        last.Truncate(last.Length - 1);

        await using var reopened = await MemoryJournal.Open(killed);
        Assert.Equal("1", await reopened.Get("a"));
    }

    [Fact]
    public async Task What_was_only_in_the_cache_is_durable_before_it_is_shown()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        disk.OnSync = path => disk.StopBefore = path.Contains("state-", StringComparison.Ordinal) ? 0 : long.MaxValue;
        var write = store.Put("a", "1");
        await disk.Ended;
        var killed = disk.Kill();

        var reopened = await MemoryJournal.Open(killed);
        Assert.Equal("1", await reopened.Get("a"));
        for (var seed = 0; seed < 20; seed++)
        {
            await using var after = await MemoryJournal.Open(killed.Crash(new Random(seed)));
            Assert.Equal("1", await after.Get("a"));
        }

        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(async () => await write);
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_the_cache_is_durable_before_it_is_shown()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        await store.Put("a", "1");
        disk.SyncFails = true;
        await Given.Outcome(store.Put("b", "2"));

        var restarted = disk.Kill();
        var reopened = await MemoryJournal.Open(restarted);
        Assert.Equal("2", await reopened.Get("b"));
        for (var seed = 0; seed < 20; seed++)
        {
            await using var after = await MemoryJournal.Open(restarted.Crash(new Random(seed)));
            Assert.Equal("2", await after.Get("b"));
        }
    }

    [Fact]
    public async Task Name_that_was_only_in_the_cache_is_durable_before_anything_is_acknowledged()
    {
        var disk = new MemoryDisk();
        disk.OnSync = path => disk.StopBefore = path.Contains("state-", StringComparison.Ordinal) ? disk.Operations + 3 : long.MaxValue;
        await Record.ExceptionAsync(() => MemoryJournal.Open(disk));
        var restarted = disk.Kill();
        Assert.Contains(restarted.Files.Keys, p => p.EndsWith(".log", StringComparison.Ordinal));

        var store = await MemoryJournal.Open(restarted);
        await store.Put("a", "1");
        for (var seed = 0; seed < 20; seed++)
        {
            await using var after = await MemoryJournal.Open(restarted.Crash(new Random(seed)));
            Assert.Equal("1", await after.Get("a"));
        }
    }

    // The state after a kill, with the start of the last frame.
    private static async Task<(MemoryDisk Disk, int LastFrameAt)> ThreeWrites()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        await store.Put("a", "1");
        await store.Put("b", "2");
        var lastFrameAt = disk.Newest("state-", ".log").File.Length;
        await store.Put("c", "3");
        return (disk.Kill(), lastFrameAt);
    }
}
