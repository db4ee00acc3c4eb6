namespace NearSource.Input;

/// <summary>A stream with its first bytes put back, for streams that cannot seek.</summary>
internal sealed class Rewound(ReadOnlyMemory<byte> begin, Stream rest) : InputStream(rest)
{
    private ReadOnlyMemory<byte> _begin = begin;

    /// <summary>A stream from its beginning on, whose first bytes have been looked at.</summary>
    /// <param name="count">How many; fewer when there are no more.</param>
    public static (Rewound Whole, ReadOnlyMemory<byte> Begin) Peek(Stream stream, int count)
    {
        var begin = new byte[count];
        var length = stream.ReadAtLeast(begin, count, throwOnEndOfStream: false);
        return (new(begin.AsMemory(0, length), stream), begin.AsMemory(0, length));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_begin.IsEmpty)
            return From.Read(buffer);
        var count = Math.Min(buffer.Length, _begin.Length);
        _begin.Span[..count].CopyTo(buffer);
        _begin = _begin[count..];
        return count;
    }
}
