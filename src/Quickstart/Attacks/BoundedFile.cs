using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace Quickstart.Attacks;

/// <summary>
/// Reads a file that is plain, gzip or bzip2 (told by its first bytes, whatever its name says) into memory, up to a limit that
/// counts what comes out: a small file may unpack to terabytes.
/// </summary>
internal static class BoundedFile
{
    /// <summary>The content, or why it cannot be had. I/O errors of the file system are refusals too: the file is a user's argument.</summary>
    public static (byte[]? Content, string? Refusal) Read(string path, int limit)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var plain = Unpacked(file);
            var content = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = plain.Read(buffer, 0, buffer.Length)) > 0;)
            {
                if (content.Length + read > limit)
                    return (null, $"{path}: more than {limit} bytes, unpacked");
                content.Write(buffer, 0, read);
            }

            return (content.ToArray(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or SharpZipBaseException or IndexOutOfRangeException)
        {
            // SharpZipLib indexes its tables by what a damaged file says.
            return (null, $"{path}: {e.Message}");
        }
    }

    private static Stream Unpacked(FileStream file)
    {
        Span<byte> magic = stackalloc byte[3];
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return magic[..read] switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(file, CompressionMode.Decompress),
            [(byte)'B', (byte)'Z', (byte)'h'] => new BZip2InputStream(file),
            _ => file,
        };
    }
}
