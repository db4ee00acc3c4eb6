using Microsoft.Extensions.Logging;
using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

/// <summary>Journals on a <see cref="MemoryDisk"/>.</summary>
internal static class MemoryJournal
{
    public const string Directory = "/journal";

    public static readonly JournalOptions Options = new() { Directory = Directory, ReserveBytes = 8192 };

    public static Task<JournalStore> Open(MemoryDisk disk, ILogger? log = null, TimeProvider? time = null, JournalOptions? options = null) =>
        JournalStore.Open(options ?? Options, time ?? new ManualTime(), log ?? new RecordedLog<JournalStore>(), disk);

    public static ValueTask<string> Put(this JournalStore store, string key, string content, string? expected = null, WritePriority priority = WritePriority.Normal) =>
        store.Write(Given.Write(key, content) with { Expected = expected, Events = [Given.Event(content)] }, priority);

    public static async Task<string?> Get(this JournalStore store, string key) =>
        await store.Read(Given.Write(key, "").Key) is { } document ? Given.Text(document.Content) : null;

    public static async Task<List<string>> Kinds(this JournalStore store, string key)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in store.Ledger("mitigation", key))
            entries.Add(entry);
        Given.AssertChain(entries);
        return [.. entries.Select(e => e.Event.Kind)];
    }

    /// <summary>Path and file of the newest segment of a kind ("state-*.log", ...).</summary>
    public static (string Path, MemoryFile File) Newest(this MemoryDisk disk, string prefix, string suffix) =>
        disk.Files.Where(f => Path.GetFileName(f.Key).StartsWith(prefix, StringComparison.Ordinal) && f.Key.EndsWith(suffix, StringComparison.Ordinal))
            .OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value)).Last();
}
