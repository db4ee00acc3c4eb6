using System.Buffers.Binary;
using Storage.Journal.Frames;

namespace Storage.Tests.Journal;

/// <summary>What somebody with write access and the source code can do to a segment.</summary>
internal static class Forge
{
    public static void Checksums(Span<byte> segment)
    {
        var salt = BinaryPrimitives.ReadUInt32LittleEndian(segment[40..]);
        for (var at = SegmentHeader.Bytes; at < segment.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(segment[at..]);
            var crc = Crc32C.Compute(segment.Slice(at, 12), salt);
            BinaryPrimitives.WriteUInt32LittleEndian(segment[(at + 12)..], crc);
            BinaryPrimitives.WriteUInt32LittleEndian(segment[(at + 16)..], Crc32C.Compute(segment.Slice(at + Frame.HeadBytes, length), crc));
            at += Frame.HeadBytes + length;
        }
    }
}
