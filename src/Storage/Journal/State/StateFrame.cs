using Storage.Bytes;
using Storage.Journal.Ledger;

namespace Storage.Journal.State;

/// <summary>
/// Payload of a frame in a log segment: the ledger's mark (16 bytes), length of the documents (4), documents, then the events exactly as they go into
/// the ledger's frame of the same sequence. Because the events stand here too, one fsync makes the batch durable.
/// </summary>
internal static class StateFrame
{
    public const int DocumentsAt = 20;

    public static void Begin(ByteWriter writer, LedgerMark mark)
    {
        writer.Int64(mark.Synced);
        writer.Int64(mark.Begins);
        writer.Int32(0);
    }

    /// <summary>All documents are written; events follow.</summary>
    public static void EndDocuments(ByteWriter writer, int payloadStart) =>
        writer.PatchInt32(payloadStart + 16, writer.Length - payloadStart - DocumentsAt);

    /// <exception cref="InvalidDataException">Not such a payload.</exception>
    public static (LedgerMark Mark, int DocumentsLength) Read(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        var mark = new LedgerMark(reader.Int64(), reader.Int64());
        var documents = reader.Int32();
        reader.Raw(documents);
        return (mark, documents);
    }
}
