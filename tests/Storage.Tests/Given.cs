using System.Text;

namespace Storage.Tests;

/// <summary>Things that tests of stores write.</summary>
internal static class Given
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 3, 7, 27, TimeSpan.Zero);

    public static DocumentWrite Write(DocumentKey key, string content) => new(key, Encoding.UTF8.GetBytes(content));

    public static DocumentWrite Write(string key, string content) => Write(new DocumentKey("mitigation", "life", key), content);

    public static LedgerEvent Event(string kind) => new(At, kind, "{}"u8.ToArray());

    public static ActiveMitigation Row(string key, string member, int shard = 0, params string[] operators) =>
        new(key, member, shard, [.. operators], ["192.0.2.0/24"], At.AddHours(1));

    public static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);

    /// <summary>What a write threw, or null.</summary>
    public static async Task<Exception?> Outcome(ValueTask<string> write)
    {
        try
        {
            await write;
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    public static void AssertChain(IReadOnlyList<LedgerEntry> entries, int? count = null)
    {
        var previous = LedgerChain.Start;
        Assert.Equal(count ?? entries.Count, entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            Assert.Equal(i + 1, entries[i].Number);
            var stored = LedgerChain.Encode(entries[i].Stream, entries[i].Number, entries[i].Event);
            Assert.Equal(LedgerChain.Hash(previous.AsSpan(), stored).AsEnumerable(), entries[i].Hash.AsEnumerable());
            previous = entries[i].Hash;
        }
    }
}
