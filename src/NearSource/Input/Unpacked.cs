using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;
using ICSharpCode.SharpZipLib.GZip;

namespace NearSource.Input;

/// <summary>
/// What a plain, gzip or bzip2 stream holds, told by its first bytes, whatever its name says. Ends in <see cref="InvalidDataException"/>
/// where the packing is damaged or cut off, or more comes out than the limit: a small file may unpack to terabytes.
/// </summary>
public sealed class Unpacked : InputStream
{
    private readonly long _limit;
    private byte[] _buffer = [];
    private long _read;

    private Unpacked(Stream plain, long limit)
        : base(plain) => _limit = limit;

    /// <summary>Opens the stream, which need not be seekable; closing the result closes it.</summary>
    /// <param name="packed">Plain, gzip or bzip2.</param>
    /// <param name="limit">Most bytes that may come out.</param>
    /// <exception cref="InvalidDataException">The beginning is that of a damaged file.</exception>
    public static Unpacked Open(Stream packed, long limit)
    {
        var (whole, begin) = Rewound.Peek(packed, 3);

        // Not the library's GZipStream: to it a file that was cut off ends like any other, and half of a table would be taken for all of it.
        return Damage(() => new Unpacked(
            begin.Span switch
            {
                [0x1f, 0x8b, ..] => new GZipInputStream(whole, 1 << 16),
                [(byte)'B', (byte)'Z', (byte)'h'] => new BZip2InputStream(whole),
                _ => whole,
            },
            limit));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // The unpackers know arrays only.
        if (_buffer.Length < buffer.Length)
            _buffer = new byte[buffer.Length];
        var wanted = buffer.Length;
        var read = Damage(() => From.Read(_buffer, 0, wanted));
        _read += read;
        if (_read > _limit)
            throw new InvalidDataException($"more than {_limit} bytes, unpacked");
        _buffer.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    private static T Damage<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or EndOfStreamException)
        {
            // SharpZipLib indexes its tables by what a damaged file says.
            throw new InvalidDataException(e.Message, e);
        }
    }
}
