using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Quickstart.Attacks;

namespace Quickstart.Tests.Attacks;

/// <summary>Fingerprints, and what all attack files have in common.</summary>
public sealed class AttackReaderTests : IDisposable
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

        foreach (var content in (byte[][])[plain, gzip.ToArray(), bzip2.ToArray(), [.. Encoding.UTF8.Preamble, .. plain]])
        {
            var attack = Read(content).Attack!;
            Assert.Equal(8e6, attack.OfferedBps, 1e-3);
            Assert.Equal([17, 17, 1], attack.Flows.Select(f => (int)f.Protocol));
            Assert.Equal([500.0, 500, 10], attack.Flows.Select(f => f.Packets!.Value));
            Assert.Equal(8e6 * 0.7 / 0.8 / 8000, attack.Flows.Where(f => f.Protocol == 17).Sum(f => f.Pps), 1e-3);
        }
    }

    [Theory]
    [InlineData("attack.json", "[]", false)]
    [InlineData("pkt.TCP.synflood.spoofed.fingerprint.json.gz", "[]", true)]
    [InlineData("attack.json", "[\"other\", \"Spoofed\"]", true)]
    public void Forged_sources_are_told_by_name_or_tag(string name, string tags, bool forged) =>
        Assert.Equal(forged, FingerprintReader.Parse(Encoding.UTF8.GetBytes(Good.Replace("\"unknown\"", $"\"tags\":{tags},\"unknown\"", StringComparison.Ordinal)), name).Fingerprint!.IsForged);

    [Fact]
    public void List_of_addresses_is_an_attack_of_those_hosts()
    {
        var attack = Read(Encoding.UTF8.GetBytes("# a list\n198.18.9.1\t3\n\n198.18.9.2\n2001:db8::7\t0.5\n198.18.9.1\t4\n")).Attack!;

        Assert.Equal(["198.18.9.1/32", "198.18.9.2/32", "2001:db8::7/128"], attack.Flows.Select(f => f.Source.ToString()));
        Assert.Equal([200_000.0, 50_000, 25_000], attack.Flows.Select(f => f.Bps));
        Assert.All(attack.Flows, f => Assert.Equal((6, 443), ((int)f.Protocol, (int)f.DestinationPort)));
    }

    [Theory]
    [InlineData("198.18.9.1\n198.18.9.0/24\n", "line 2: 198.18.9.0/24 is a prefix, not an address")]
    [InlineData("198.18.9.1\n198.18.9.01\n", "line 2: '198.18.9.01'")]
    [InlineData("198.18.9.1\tmany\n", "line 1: the weight behind 198.18.9.1 is no number above 0")]
    [InlineData("198.18.9.1\t-1\n", "line 1: the weight")]
    [InlineData("198.18.9.1\t1e300\n", "line 1: the weight")]
    [InlineData("198.18.9.1\tNaN\n", "line 1: the weight")]
    [InlineData("# nothing\n", "there is no address in it")]
    public void Bad_list_is_named_with_its_line(string text, string said) => Assert.StartsWith("attack.json: " + said, Read(Encoding.UTF8.GetBytes(text)).Refusal);

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

        Assert.Null(reading.Attack);
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
            Assert.True(reading.Attack is null != reading.Refusal is null);
        }
    }

    [Fact]
    public void Missing_file_is_refused_by_name() =>
        Assert.Contains("nothing.json", AttackReader.Read(Path.Combine(_folder, "nothing.json")).Refusal);

    private AttackReading Read(byte[] content)
    {
        var path = Path.Combine(_folder, "attack.json");
        File.WriteAllBytes(path, content);
        return AttackReader.Read(path) is { Refusal: { } refusal } ? new AttackReading(null, refusal.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)) : AttackReader.Read(path);
    }
}
