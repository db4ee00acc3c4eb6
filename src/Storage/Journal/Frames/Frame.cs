using System.Buffers.Binary;
using Storage.Bytes;

namespace Storage.Journal.Frames;

/// <summary>
/// One batch on the disk: length of the payload (4 bytes), sequence (8), CRC-32C of salt and these (4), CRC-32C of the payload that starts from it (4), payload.
/// The head has a checksum of its own so that looking for a frame in a torn tail is quick whatever stands there.
/// </summary>
internal static class Frame
{
    public const int HeadBytes = 20;

    /// <summary>Longer ones are not written, so a longer one read is not a frame.</summary>
    public const int MaxPayloadBytes = 96 << 20;

    /// <summary>Leaves room for the head; <see cref="Finish"/> fills it in when the payload behind it is complete.</summary>
    public static int Begin(ByteWriter writer)
    {
        var start = writer.Length;
        writer.Append(HeadBytes).Clear();
        return start;
    }

    public static void Finish(ByteWriter writer, int start, long sequence, uint salt)
    {
        var head = writer.Patch(start, HeadBytes);
        var payload = writer.From(start + HeadBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], sequence);
        var crc = Crc32C.Compute(head[..12], salt);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], Crc32C.Compute(payload, crc));
    }

    public static bool TryHead(ReadOnlySpan<byte> head, uint salt, out int length, out long sequence)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        sequence = BinaryPrimitives.ReadInt64LittleEndian(head[4..]);
        return length is > 0 and <= MaxPayloadBytes && BinaryPrimitives.ReadUInt32LittleEndian(head[12..]) == Crc32C.Compute(head[..12], salt);
    }

    public static bool PayloadFits(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[16..]) == Crc32C.Compute(payload, BinaryPrimitives.ReadUInt32LittleEndian(head[12..]));
}
