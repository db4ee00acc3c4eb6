using System.IO.Compression;
using System.Text;
using Dots.Addressing;
using ICSharpCode.SharpZipLib.BZip2;
using Quickstart.Internet;
using Support;

namespace Quickstart.Tests.Internet;

public sealed class InternetReaderTests : IDisposable
{
    private const string Links = "# made up\n1|2|-1\n2|3|-1\n1|4|0\n";
    private const string PrefixesV4 = "20.0.0.0/8\t2\n30.0.0.0/8\t3";
    private const string PrefixesV6 = "# IPv6\n2a00::/16\t2\n2a01::/16\t3\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plain_gzip_and_bzip2_are_read_alike_and_several_origin_tables_as_one()
    {
        foreach (var pack in (Func<string, byte[]>[])[Encoding.UTF8.GetBytes, Gzip, Bzip2])
        {
            var (internet, refusal) = InternetReader.Read(Write("links", pack(Links)), [Write("v4", pack(PrefixesV4)), Write("v6", pack("\uFEFF" + PrefixesV6))]);

            Assert.Null(refusal);
            Assert.Equal((4, 3, 4), (internet!.Graph.Count, internet.Graph.LinkCount, internet.Origins.Count));
            Assert.Equal((2u, 3u), (internet.HomeOf(Prefix.Parse("20.1.1.1")), internet.HomeOf(Prefix.Parse("2a01::1"))));
        }
    }

    [Theory]
    [InlineData("1|2|-1\n1|x|0\n", "line 2: 'x' is not an AS number")]
    [InlineData("1|2|-1\n1|2|7\n", "line 2: the relation is '7'")]
    [InlineData("# nothing\n", "there is no link in it")]
    [InlineData("\u001f\u008b\u0008garbage", "")]
    public void Bad_topology_is_named_with_its_line(string text, string said)
    {
        var path = Write("links", Encoding.Latin1.GetBytes(text));

        var (internet, refusal) = InternetReader.Read(path, [Write("v4", PrefixesV4)]);

        Assert.Null(internet);
        Assert.StartsWith(path + ": ", refusal);
        Assert.Contains(said, refusal);
    }

    [Fact]
    public void Circles_and_repetitions_of_an_inference_are_left_out()
    {
        var (internet, refusal) = InternetReader.Read(Write("links", Links + "1|2|-1\n2|2|0\n3|1|-1\n"), [Write("v4", PrefixesV4)]);

        Assert.Null(refusal);
        Assert.Equal(4, internet!.Graph.Count);
    }

    [Theory]
    [InlineData("20.0.0.0/8\t2\n30.0.0.0/8 3\n", PrefixesV6, "v4", "line 2: ")]
    [InlineData(PrefixesV4, "2a00::/16\t2\n2a01::1/16\t3\n", "v6", "line 2: ")]
    [InlineData("", "\n\n2a01::/16\t-3\n", "v6", "line 3: ")]
    [InlineData("", "", "v4", "there is no origin in it")]
    [InlineData("20.0.0.0/8\t2\n", "\u001f\u008b\u0008garbage", "v6", "")]
    public void Bad_origin_table_is_named_with_its_line(string v4, string v6, string file, string said)
    {
        var (internet, refusal) = InternetReader.Read(Write("links", Links), [Write("v4", v4), Write("v6", Encoding.Latin1.GetBytes(v6))]);

        Assert.Null(internet);
        Assert.StartsWith($"{_folder.File(file)}: {said}", refusal);
    }

    [Fact]
    public void Missing_file_is_named()
    {
        Assert.Contains("nothing.txt", InternetReader.Read(_folder.File("nothing.txt"), [Write("v4", PrefixesV4)]).Refusal);
        Assert.Contains("nothing.tsv", InternetReader.Read(Write("links", Links), [_folder.File("nothing.tsv")]).Refusal);
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static byte[] Bzip2(string text)
    {
        var packed = new MemoryStream();
        BZip2.Compress(new MemoryStream(Encoding.UTF8.GetBytes(text)), packed, false, 1);
        return packed.ToArray();
    }
}
