using System.Buffers.Binary;
using System.Security.Cryptography;
using Storage.Journal.Disk;
using Storage.Journal.Ledger;

namespace Storage.Journal.Frames;

internal enum SegmentKind : uint
{
    /// <summary>Batches, one a frame, in order.</summary>
    Log = 1,

    /// <summary>What compaction kept of everything up to one sequence.</summary>
    Base = 2,

    /// <summary>The events of the batches, in frames of the same sequence.</summary>
    Ledger = 3,
}

/// <summary>First 64 bytes of every segment. Durable before the segment gets its name, so a bad one is always damage.</summary>
/// <param name="After">The sequence all frames of a log or ledger segment come after; a base holds everything up to it.</param>
/// <param name="Salt">
/// Random, part of every frame's checksum: bytes that a peer managed to have stored inside a document can never pass for a frame.
/// </param>
/// <param name="NextVersion">Base only: versions below it were given away.</param>
/// <param name="Ledger">Base only: the ledger's mark when it was written.</param>
internal sealed record SegmentHeader(SegmentKind Kind, long After, uint Salt, long NextVersion = 0, LedgerMark Ledger = default)
{
    public const int Bytes = 64;
    private const uint Format = 1;
    private static ReadOnlySpan<byte> Magic => "DOTSJRNL"u8;

    public static SegmentHeader New(SegmentKind kind, long after, long nextVersion = 0, LedgerMark ledger = default) =>
        new(kind, after, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)), nextVersion, ledger);

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Format);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), After);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), NextVersion);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Ledger.Synced);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(48), Ledger.Begins);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Compute(bytes.AsSpan(0, 60)));
        return bytes;
    }

    /// <exception cref="JournalDamagedException">Not a header, or one of another kind or place than the file's name says.</exception>
    public static SegmentHeader Read(IJournalFile file, string path, SegmentKind kind, long after)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (file.Read(0, bytes) < Bytes || !bytes[..8].SequenceEqual(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Crc32C.Compute(bytes[..60]))
            throw new JournalDamagedException(path, 0, "the segment's header is not one");
        var format = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (format != Format)
            throw new JournalDamagedException(path, 8, $"the segment has format {format}; this version reads {Format}");
        var header = new SegmentHeader(
            (SegmentKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            new LedgerMark(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])));
        if (header.Kind != kind || header.After != after)
            throw new JournalDamagedException(path, 0, $"the header says {header.Kind} after {header.After}, the name says {kind} after {after}");
        return header;
    }
}
