using System.Buffers.Binary;
using Storage.Bytes;
using Storage.Journal;
using Storage.Journal.Frames;
using Storage.Journal.Ledger;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

/// <summary>
/// What somebody who can write the files and knows the code can do to the ledger, checksums made to fit: verification finds each, and names file, stream and event.
/// </summary>
public sealed class LedgerTamperTests
{
    private static readonly JournalOptions Small = MemoryJournal.Options with { LedgerSegmentBytes = 1024 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changed_event_is_found(bool withState)
    {
        var (disk, path) = await Written(withState);
        Change(disk, path, bytes => "forged"u8.CopyTo(bytes[bytes.IndexOf("honest"u8)..]));

        Found(disk, path, "event 3 of stream mitigation/a does not have the hash");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frame_cut_out_of_the_middle_is_found(bool withState)
    {
        var (disk, path) = await Written(withState);
        Frames(disk, path, frames => [.. frames[..2], .. frames[3..]]);

        Found(disk, path, "stream mitigation/a goes on with event 4 after 2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_in_another_order_are_found(bool withState)
    {
        var (disk, path) = await Written(withState);

        // Payloads exchanged, sequences left as they were.
        Frames(disk, path, frames =>
        {
            var (one, two) = (frames[1].ToArray(), frames[2].ToArray());
            one.AsSpan(4, 8).CopyTo(frames[2].AsSpan(4, 8));
            two.AsSpan(4, 8).CopyTo(frames[1].AsSpan(4, 8));
            return [frames[0], frames[2], frames[1], .. frames[3..]];
        });

        Found(disk, path, "stream mitigation/a goes on with event 3 after 1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forged_event_behind_the_last_one_is_found(bool withState)
    {
        var (disk, path) = await Written(withState);
        Frames(disk, path, frames => [.. frames, Frame(100, writer => LedgerRecord.Write(writer, "mitigation/a", 6, Given.Event("forged"), LedgerChain.Start))]);

        Found(disk, path, "event 6 of stream mitigation/a does not have the hash");
    }

    [Fact]
    public async Task Forged_event_behind_the_last_one_that_continues_the_chain_is_found_by_the_state()
    {
        var (disk, path) = await Written(withState: true);
        Frames(disk, path, frames => [.. frames, Frame(100, writer => LedgerRecord.Write(writer, "mitigation/a", 6, Given.Event("forged"), [.. frames[^1][^LedgerChain.HashBytes..]]))]);

        Found(disk, null, "the ledger has frame 100");
    }

    [Fact]
    public async Task Chain_computed_anew_from_a_forged_event_on_is_found_by_the_state()
    {
        var (disk, path) = await Written(withState: true);
        Recompute(disk, path);

        Found(disk, path, "stream mitigation/a");
    }

    [Fact]
    public async Task Chain_computed_anew_is_found_by_what_compaction_kept_when_the_frames_of_the_state_are_gone()
    {
        var (disk, path) = await Written(withState: true, compact: true);
        Recompute(disk, path);

        Found(disk, path, "is not the one that the state knows");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Missing_segment_is_found_and_what_came_before_it_named(bool withState)
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk, options: Small);
        for (var i = 0; i < 12; i++)
        {
            await store.Write(Given.Write($"k{i}", "x") with { Events = [new LedgerEvent(Given.At, "x", new byte[200])] });
            await store.Compact();
        }

        await store.DisposeAsync();
        var segments = disk.Files.Keys.Where(p => p.Contains("/ledger-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        Assert.True(segments.Length >= 3);
        disk.Delete(segments[1]);
        if (!withState)
            WithoutState(disk);

        Found(disk, segments[2], "one that goes on there is missing, behind event 1 of stream mitigation/k");
    }

    /// <summary>Five events of stream a in one ledger segment, the third of kind "honest".</summary>
    private static async Task<(MemoryDisk Disk, string Path)> Written(bool withState, bool compact = false)
    {
        var disk = new MemoryDisk();
        var store = await MemoryJournal.Open(disk);
        string? version = null;
        foreach (var kind in new[] { "first", "second", "honest", "fourth", "fifth" })
            version = await store.Put("a", kind, version);
        if (compact)
            await store.Compact();
        await store.DisposeAsync();
        if (!withState)
            WithoutState(disk);
        return (disk, disk.Newest("ledger-", ".log").Path);
    }

    private static void WithoutState(MemoryDisk disk)
    {
        foreach (var path in disk.Files.Keys.Where(p => p.Contains("/state-", StringComparison.Ordinal)).ToArray())
            disk.Delete(path);
    }

    private static void Found(MemoryDisk disk, string? file, string what)
    {
        var fault = LedgerVerifier.Verify(MemoryJournal.Directory, disk).Fault;

        Assert.NotNull(fault);
        if (file is not null)
            Assert.Equal(file, fault.File);
        Assert.Contains(what, fault.What, StringComparison.Ordinal);
    }

    private static void Change(MemoryDisk disk, string path, SpanAction change)
    {
        var bytes = disk.Files[path].Bytes;
        change(bytes);
        Forge.Checksums(bytes);
    }

    private static void Frames(MemoryDisk disk, string path, Func<byte[][], byte[][]> change)
    {
        var file = disk.Files[path];
        var bytes = file.Bytes.ToArray();
        var frames = new List<byte[]>();
        for (var at = SegmentHeader.Bytes; at < bytes.Length;)
        {
            var length = Storage.Journal.Frames.Frame.HeadBytes + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            frames.Add(bytes[at..(at + length)]);
            at += length;
        }

        byte[] changed = [.. bytes[..SegmentHeader.Bytes], .. change([.. frames]).SelectMany(f => f)];
        Forge.Checksums(changed);
        file.Truncate(0);
        file.Put(0, changed);
    }

    private static byte[] Frame(long sequence, Action<ByteWriter> payload)
    {
        var writer = new ByteWriter();
        var start = Storage.Journal.Frames.Frame.Begin(writer);
        payload(writer);
        Storage.Journal.Frames.Frame.Finish(writer, start, sequence, 0);
        return writer.Written.ToArray();
    }

    /// <summary>The third event forged, and every hash from there on computed as the store would.</summary>
    private static void Recompute(MemoryDisk disk, string path)
    {
        var previous = LedgerChain.Start;
        Frames(disk, path, frames => [.. frames.Select(frame =>
        {
            var reader = new ByteReader(frame.AsSpan(Storage.Journal.Frames.Frame.HeadBytes));
            var entry = LedgerChain.Decode(LedgerRecord.Read(ref reader, out var hash), hash);
            var happened = entry.Event.Kind == "honest" ? entry.Event with { Kind = "forged" } : entry.Event;
            return Frame(BinaryPrimitives.ReadInt64LittleEndian(frame.AsSpan(4)), writer => previous = LedgerRecord.Write(writer, entry.Stream, entry.Number, happened, previous));
        })]);
    }

    private delegate void SpanAction(Span<byte> bytes);
}
