using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace NearSource.Input;

/// <summary>
/// What a plain, gzip or bzip2 stream holds, told by its first bytes, whatever its name says. Ends in <see cref="InvalidDataException"/>
/// where the packing is damaged or more comes out than the limit: a small file may unpack to terabytes.
/// </summary>
public sealed class Unpacked : Stream
{
    private readonly Stream _plain;
    private readonly long _limit;
    private long _read;

    private Unpacked(Stream plain, long limit) => (_plain, _limit) = (plain, limit);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the stream, which need not be seekable; closing the result closes it.</summary>
    /// <param name="packed">Plain, gzip or bzip2.</param>
    /// <param name="limit">Most bytes that may come out.</param>
    /// <exception cref="InvalidDataException">The beginning is that of a damaged file.</exception>
    public static Unpacked Open(Stream packed, long limit)
    {
        var magic = new byte[3];
        var length = packed.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        var whole = new Rewound(magic.AsMemory(0, length), packed);
        return Damage(() => new Unpacked(
            magic.AsSpan(0, length) switch
            {
                [0x1f, 0x8b, ..] => new GZipStream(whole, CompressionMode.Decompress),
                [(byte)'B', (byte)'Z', (byte)'h'] => new BZip2InputStream(whole),
                _ => whole,
            },
            limit));
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        var read = Damage(() => _plain.Read(buffer, offset, count));
        _read += read;
        return _read <= _limit ? read : throw new InvalidDataException($"more than {_limit} bytes, unpacked");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _plain.Dispose();
        base.Dispose(disposing);
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
