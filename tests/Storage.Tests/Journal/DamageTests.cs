using Storage.Journal;
using Storage.Tests.Journal.Disk;

namespace Storage.Tests.Journal;

/// <summary>What was durable and is not any more is never papered over: the store refuses to start, says where, and touches nothing.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task Any_flipped_byte_before_the_last_frame_refuses_to_start_and_says_where()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        await store.Put("a", "1");
        await store.Put("b", "2");
        var lastFrameAt = disk.Newest("state-", ".log").File.Length;
        await store.Put("c", "3");
        var killed = disk.Kill();
        var path = killed.Newest("state-", ".log").Path;

        for (var at = 0; at < lastFrameAt; at++)
        {
            var broken = killed.Copy();
            broken.Files[path].Bytes[at] ^= 0x10;

            var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => MemoryJournal.Open(broken));

            Assert.Equal(path, damage.File);
            Assert.InRange(damage.Offset, 0, at);
            Assert.Contains($"{path} at byte {damage.Offset}", damage.Message, StringComparison.Ordinal);
            Assert.Equal(0, broken.Syncs);
        }
    }

    [Fact]
    public async Task Any_flipped_byte_of_a_closed_journal_refuses_to_start()
    {
        var closed = await Closed();
        foreach (var path in closed.Files.Keys.Where(p => !p.EndsWith("reserve", StringComparison.Ordinal)))
        {
            // The last frame of the state only says that the ledger is durable; losing it loses nothing.
            var mark = path.EndsWith(".log", StringComparison.Ordinal) && path.Contains("state-", StringComparison.Ordinal) ? 40 : 0;
            for (var at = 0; at < closed.Files[path].Length - mark; at++)
            {
                var broken = closed.Copy();
                broken.Files[path].Bytes[at] ^= 1;
                var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => MemoryJournal.Open(broken));
                Assert.Equal(path, damage.File);
            }
        }
    }

    [Fact]
    public async Task Any_file_that_is_missing_refuses_to_start()
    {
        var closed = await Closed();
        foreach (var path in closed.Files.Keys.Where(p => !p.EndsWith("reserve", StringComparison.Ordinal)))
        {
            var broken = closed.Copy();
            broken.Delete(path);
            await Assert.ThrowsAsync<JournalDamagedException>(() => MemoryJournal.Open(broken));
        }
    }

    [Fact]
    public async Task State_frame_lost_after_its_events_reached_the_ledger_is_damage_not_a_torn_tail()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        await store.Put("a", "1");
        await store.DisposeAsync();
        var (path, file) = disk.Newest("state-", ".log");
        file.Truncate(100);

        var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => MemoryJournal.Open(disk.Copy()));

        Assert.Equal((path, 64), (damage.File, damage.Offset));
    }

    [Fact]
    public async Task Content_that_rots_while_the_store_runs_is_not_handed_out()
    {
        var disk = new MemoryDisk();
        await using var store = await MemoryJournal.Open(disk);
        await store.Put("a", "precious");
        var bytes = disk.Newest("state-", ".log").File.Bytes;
        bytes[bytes.IndexOf("precious"u8)] ^= 1;

        await Assert.ThrowsAsync<JournalDamagedException>(async () => await store.Get("a"));
    }

    // A base, a log and two ledger segments, properly closed.
    private static async Task<MemoryDisk> Closed()
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk, options: MemoryJournal.Options with { LedgerSegmentBytes = 1024 });
        for (var i = 0; i < 10; i++)
            await store.Put($"{i}", "1");
        await store.Compact();
        await store.Put("a", "1");
        await store.Put("b", "1");
        await store.DisposeAsync();
        return disk.Kill();
    }
}
