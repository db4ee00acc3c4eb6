using System.Collections.Immutable;
using Storage.Bytes;

namespace Storage.Journal.Ledger;

/// <summary>One event inside a frame: length, stored bytes (see <see cref="LedgerChain"/>), hash.</summary>
internal static class LedgerRecord
{
    /// <summary>Writes the event and returns its hash.</summary>
    public static ImmutableArray<byte> Write(ByteWriter writer, string stream, long number, LedgerEvent happened, ImmutableArray<byte> previous)
    {
        var start = writer.Length;
        writer.Int32(0);
        LedgerChain.Encode(writer, stream, number, happened);
        writer.PatchInt32(start, writer.Length - start - 4);
        var hash = LedgerChain.Hash(previous.AsSpan(), writer.From(start + 4));
        writer.Raw(hash.AsSpan());
        return hash;
    }

    /// <exception cref="InvalidDataException">Not an event.</exception>
    public static ReadOnlySpan<byte> Read(ref ByteReader reader, out ImmutableArray<byte> hash)
    {
        var stored = reader.Blob();
        hash = [.. reader.Raw(LedgerChain.HashBytes)];
        return stored;
    }
}
