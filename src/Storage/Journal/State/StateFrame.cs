using Storage.Bytes;

namespace Storage.Journal.State;

/// <summary>
/// Payload of a frame in a log segment: last ledger frame known to be durable (8 bytes), length of the documents (4), documents, then the events exactly
/// as they go into the ledger's frame of the same sequence. Because the events stand here too, one fsync makes the batch durable.
/// </summary>
internal static class StateFrame
{
    public const int DocumentsAt = 12;

    public static void Begin(ByteWriter writer, long ledgerSynced)
    {
        writer.Int64(ledgerSynced);
        writer.Int32(0);
    }

    /// <summary>All documents are written; events follow.</summary>
    public static void EndDocuments(ByteWriter writer, int payloadStart) =>
        writer.PatchInt32(payloadStart + 8, writer.Length - payloadStart - DocumentsAt);

    /// <exception cref="InvalidDataException">Not such a payload.</exception>
    public static (long LedgerSynced, int DocumentsLength) Read(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        var synced = reader.Int64();
        var documents = reader.Int32();
        reader.Raw(documents);
        return (synced, documents);
    }
}
