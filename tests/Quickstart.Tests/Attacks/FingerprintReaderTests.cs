using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Quickstart.Attacks;

namespace Quickstart.Tests.Attacks;

public sealed class FingerprintReaderTests : IDisposable
{
    private const string Good = """
        {"attack_vectors":[
          {"protocol":"ICMP","fraction_of_attack":0.1,"source_port":"random","destination_ports":"random","nr_packets":10,"nr_megabytes":0.001,"source_ips":["198.18.9.1"]},
          {"protocol":"UDP","fraction_of_attack":0.7,"source_port":161,"destination_ports":{"80":0.5,"90":0.5},"nr_packets":1000,"nr_megabytes":1,"source_ips":["1.2.3.4","1.2.3.5","1.2.3.4"]}],
         "avg_bps":8000000,"avg_Bpp":100,"unknown":[1,{"a":2}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Plain_gzip_and_bzip2_are_read_alike()
    {
        var plain = Encoding.UTF8.GetBytes(Good);
        var gzip = new MemoryStream();
        using (var packed = new GZipStream(gzip, CompressionMode.Compress))
            packed.Write(plain);
        var bzip2 = new MemoryStream();
        BZip2.Compress(new MemoryStream(plain), bzip2, false, 1);

        foreach (var content in (byte[][])[plain, gzip.ToArray(), bzip2.ToArray()])
        {
            var fingerprint = Read(content).Fingerprint!;
            Assert.Equal(8e6, fingerprint.AvgBps);
            Assert.Equal([17, 1], fingerprint.Vectors.Select(v => (int)v.Protocol));
            Assert.Equal([2, 1], fingerprint.Vectors.Select(v => v.Sources.Length));
            Assert.Equal(1000, fingerprint.Vectors[0].BytesPerPacket);
            Assert.Equal(1, fingerprint.Vectors.Sum(v => v.Fraction), 9);
        }
    }

    [Theory]
    [InlineData("\"UDP\"", "\"Morse\"", "attack_vectors[1].protocol: is not an IP protocol")]
    [InlineData("1.2.3.5", "1.2.3.05", "attack_vectors[1].source_ips[1]: '1.2.3.05' is not an address")]
    [InlineData("1.2.3.5", "1.2.3.0/24", "attack_vectors[1].source_ips[1]: is a prefix")]
    [InlineData("\"90\":0.5", "\"99999\":0.5", "attack_vectors[1].destination_ports.99999: is not a port's share")]
    [InlineData("0.7", "7", "attack_vectors[1].fraction_of_attack: is not a number from 0 to 1")]
    [InlineData("\"avg_bps\":8000000", "\"avg_bps\":\"much\"", "avg_bps: is not a number")]
    [InlineData("\"avg_bps\":8000000,", "", "avg_bps: is missing")]
    [InlineData("161", "161.5", "attack_vectors[1].source_port: is not a port")]
    [InlineData("[\"198.18.9.1\"]", "[]", "attack_vectors[0].source_ips: has 0 entries, not 1 to ")]
    [InlineData("\"avg_Bpp\"", "\"avg_bps\"", "not JSON as expected")]
    [InlineData("\"198.18.9.1\"", "\"\\ud800\"", "attack_vectors[0].source_ips[0]: is not a text in Unicode")]
    [InlineData("[1,", "[[[[[[[[[[[[[[[[[[[[", "not JSON as expected")]
    public void Refusal_names_file_and_place(string good, string bad, string said)
    {
        var reading = Read(Encoding.UTF8.GetBytes(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.Null(reading.Fingerprint);
        Assert.StartsWith("attack.json: ", reading.Refusal);
        Assert.Contains(said, reading.Refusal);
    }

    [Fact]
    public void Small_file_that_unpacks_to_too_much_is_refused()
    {
        var gzip = new MemoryStream();
        using (var packed = new GZipStream(gzip, CompressionLevel.Fastest))
            for (var i = 0; i < 65; i++)
                packed.Write(new byte[1 << 20]);

        Assert.Contains("more than 67108864 bytes", Read(gzip.ToArray()).Refusal);
    }

    [Theory]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 1, 2, 3 })]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9', 1, 2, 3 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xff, 0xfe, 0 })]
    public void Damaged_file_is_refused(byte[] content) => Assert.NotNull(Read(content).Refusal);

    [Fact]
    public void Damaged_archives_never_throw()
    {
        var bzip2 = new MemoryStream();
        BZip2.Compress(new MemoryStream(Encoding.UTF8.GetBytes(Good)), bzip2, false, 1);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var content = bzip2.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--)
                content[random.Next(3, content.Length)] ^= (byte)(1 << random.Next(8));
            var reading = Read(content[..random.Next(4, content.Length + 1)]);
            Assert.True(reading.Fingerprint is null != reading.Refusal is null);
        }
    }

    [Fact]
    public void Missing_file_is_refused_by_name() =>
        Assert.Contains("nothing.json", FingerprintReader.Read(Path.Combine(_folder, "nothing.json")).Refusal);

    private FingerprintReading Read(byte[] content)
    {
        var path = Path.Combine(_folder, "attack.json");
        File.WriteAllBytes(path, content);
        return FingerprintReader.Read(path) is { Refusal: { } refusal } ? new(null, refusal.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)) : FingerprintReader.Read(path);
    }
}
