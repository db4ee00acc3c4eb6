using System.Buffers.Binary;
using System.Text;

namespace Storage.Bytes;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Every length is checked against what is left.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    /// <exception cref="InvalidDataException">Fewer bytes are left.</exception>
    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > _bytes.Length - Position)
            throw new InvalidDataException($"a value of {count} bytes at {Position} does not fit the {_bytes.Length} bytes stored");
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    public byte Byte() => Raw(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Raw(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public ReadOnlySpan<byte> Blob() => Raw(Int32());

    public string Text() => Encoding.UTF8.GetString(Blob());
}
