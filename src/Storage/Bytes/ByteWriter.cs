using System.Buffers.Binary;
using System.Text;

namespace Storage.Bytes;

/// <summary>A growing buffer of little-endian values, reused from batch to batch.</summary>
internal sealed class ByteWriter
{
    // A rare large document must not keep its buffer for ever.
    private const int KeptBytes = 8 << 20;

    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlySpan<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[4096];
    }

    public void Truncate(int length) => Length = length;

    public Span<byte> Append(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(checked(Length + count), (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public void Byte(byte value) => Append(1)[0] = value;

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Append(4), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Append(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Append(8), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    public void Blob(ReadOnlySpan<byte> bytes)
    {
        Int32(bytes.Length);
        Raw(bytes);
    }

    public void Text(string text)
    {
        var at = Length;
        Int32(0);
        var span = Append(Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Encoding.UTF8.GetBytes(text, span);
        Length = at + 4 + count;
        PatchInt32(at, count);
    }

    public void PatchInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at, 4), value);

    public Span<byte> Patch(int at, int count) => _bytes.AsSpan(at, count);
}
