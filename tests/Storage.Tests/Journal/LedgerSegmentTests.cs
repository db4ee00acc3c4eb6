using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

public sealed class LedgerSegmentTests
{
    private static readonly JournalOptions Small = MemoryJournal.Options with { LedgerSegmentBytes = 1024, LedgerKeep = TimeSpan.FromDays(30) };

    private readonly MemoryDisk _disk = new();
    private readonly ManualTime _time = new(Given.At);

    [Fact]
    public async Task Old_closed_segment_is_retired_whole_and_never_rewritten()
    {
        await using var store = await MemoryJournal.Open(_disk, time: _time, options: Small);
        await Fill(store, "old", 10);
        var (path, file) = _disk.Newest("ledger-00000000000000000000", ".log");
        var bytes = file.Bytes.ToArray();
        await Fill(store, "kept", 1);
        _time.Advance(TimeSpan.FromDays(31));
        await Fill(store, "more", 1);
        await store.Compact();

        Assert.DoesNotContain(path, _disk.Files.Keys);
        Assert.True(_disk.Files[$"{MemoryJournal.Directory}/retired/{Path.GetFileName(path)}"].Bytes.SequenceEqual(bytes));
        Assert.Empty(await store.Kinds("old-0"));
    }

    [Fact]
    public async Task Stream_goes_on_behind_retired_events()
    {
        var store = await MemoryJournal.Open(_disk, time: _time, options: Small);
        await Fill(store, "old", 10);
        _time.Advance(TimeSpan.FromDays(31));
        await store.Compact();
        await store.Compact();
        await store.DisposeAsync();

        store = await MemoryJournal.Open(_disk, time: _time, options: Small);
        await store.Write(Given.Write("old-0", "2") with { Expected = (await store.Read(Given.Write("old-0", "").Key))!.Version, Events = [Given.Event("later")] });
        var entries = new List<LedgerEntry>();
        await foreach (var entry in store.Ledger("mitigation", "old-0"))
            entries.Add(entry);
        await store.DisposeAsync();

        Assert.Equal(2, Assert.Single(entries).Number);
        var verification = LedgerVerifier.Verify(MemoryJournal.Directory, _disk);
        Assert.Equal((null, 11), (verification.Fault, verification.Events));
    }

    [Fact]
    public async Task Power_lost_before_any_one_step_of_a_retirement_loses_nothing()
    {
        for (var step = 1; ; step++)
        {
            var disk = new MemoryDisk();
            var time = new ManualTime(Given.At);
            var store = await MemoryJournal.Open(disk, time: time, options: Small);
            await Fill(store, "old", 10);
            await store.Compact();
            time.Advance(TimeSpan.FromDays(31));
            disk.StopBefore = disk.Operations + step;
            if (await Record.ExceptionAsync(() => store.Compact()) is null)
                break;
            for (var seed = 0; seed < 4; seed++)
            {
                var after = disk.Crash(new Random(seed));
                await using (var reopened = await MemoryJournal.Open(after, time: time, options: Small))
                    Assert.Equal("x", await reopened.Get("old-9"));
                var verification = LedgerVerifier.Verify(MemoryJournal.Directory, after);
                Assert.Equal((null, 10), (verification.Fault, verification.Events));
            }
        }
    }

    [Fact]
    public async Task Verification_counts_streams_and_events_also_those_only_in_state_frames()
    {
        var store = await MemoryJournal.Open(_disk);
        await store.Put("a", "1");
        await store.Write(Given.Write("b", "1") with { Events = [Given.Event("x"), Given.Event("y")] });

        var killed = LedgerVerifier.Verify(MemoryJournal.Directory, _disk.Copy());
        await store.DisposeAsync();
        var closed = LedgerVerifier.Verify(MemoryJournal.Directory, _disk);

        Assert.Equal(new LedgerVerification(2, 3, null), killed);
        Assert.Equal(new LedgerVerification(2, 3, null), closed);
    }

    [Fact]
    public async Task Verification_reads_a_directory_that_is_open()
    {
        await using var store = await MemoryJournal.Open(_disk);
        await store.Put("a", "1");

        Assert.Equal(new LedgerVerification(1, 1, null), LedgerVerifier.Verify(MemoryJournal.Directory, _disk));
    }

    [Fact]
    public async Task Event_changed_on_purpose_with_checksums_made_to_fit_is_found()
    {
        var store = await MemoryJournal.Open(_disk);
        await store.Put("a", "honest");
        await store.Put("b", "other");
        await store.DisposeAsync();
        var (path, file) = _disk.Newest("ledger-", ".log");
        var bytes = file.Bytes;
        var at = bytes.IndexOf("honest"u8);
        "forged"u8.CopyTo(bytes[at..]);
        Forge.Checksums(bytes);

        var verification = LedgerVerifier.Verify(MemoryJournal.Directory, _disk);

        Assert.Equal(path, verification.Fault!.File);
        Assert.InRange(verification.Fault.Offset, 64, at);
        Assert.Contains("event 1 of stream mitigation/a", verification.Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_cut_at_a_frame_is_found()
    {
        var store = await MemoryJournal.Open(_disk);
        await store.Put("a", "1");
        var first = _disk.Newest("state-", ".log").File.Length;
        await store.Put("b", "2");
        await store.DisposeAsync();
        var (path, file) = _disk.Newest("ledger-", ".log");
        file.Truncate(64 + 20 + BitConverter.ToInt32(file.Bytes[64..]));

        Assert.NotEqual(0, first);
        Assert.Equal(path, LedgerVerifier.Verify(MemoryJournal.Directory, _disk).Fault?.File);
    }

    private static async Task Fill(JournalStore store, string name, int count)
    {
        for (var i = 0; i < count; i++)
            await store.Write(Given.Write($"{name}-{i}", "x") with { Events = [new LedgerEvent(Given.At, "x", new byte[200])] });
        await store.Compact();
    }
}
