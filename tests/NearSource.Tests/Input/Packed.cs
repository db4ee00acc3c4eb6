using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Support;

namespace NearSource.Tests.Input;

/// <summary>Texts as the streams files come in.</summary>
internal static class Packed
{
    public static Stream Plain(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(string text) => Pack(text, s => new GZipStream(s, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] Bzip2(string text) => Pack(text, s => new BZip2OutputStream(s) { IsStreamOwner = false });

    public static FileStream Shared(string relative) => File.OpenRead(SharedData.Find("data/" + relative)!);

    private static byte[] Pack(string text, Func<Stream, Stream> packer)
    {
        var packed = new MemoryStream();
        using (var into = packer(packed))
            into.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
