using Dots.Addressing;
using NearSource.Origins;
using Support;

namespace NearSource.Tests.Origins;

public sealed class OriginTableTests
{
    [Fact]
    public void Longest_prefix_wins()
    {
        var table = Read("10.0.0.0/8\t1\n10.1.0.0/16\t2\n2001:db8::/32\t3\n");

        Assert.Equal((uint[])[2u], table.Find(Prefix.Parse("10.1.2.3")).Asns.AsEnumerable());
        Assert.Equal((uint[])[1u], table.Find(Prefix.Parse("10.2.2.3")).Asns.AsEnumerable());
        Assert.Equal((uint[])[3u], table.Find(Prefix.Parse("2001:db8::1")).Asns.AsEnumerable());
        Assert.Equal(Prefix.Parse("10.1.0.0/16"), table.Find(Prefix.Parse("10.1.2.0/24")).Matched);
    }

    [Fact]
    public void Prefix_wider_than_any_entry_is_unmapped()
    {
        var table = Read("10.1.0.0/16\t2\n");

        Assert.Same(OriginAnswer.Unmapped, table.Find(Prefix.Parse("10.0.0.0/8")));
        Assert.Equal(OriginConfidence.Unmapped, table.Find(Prefix.Parse("11.0.0.1")).Confidence);
    }

    [Fact]
    public void Several_origins_of_one_prefix_are_all_told_with_less_confidence()
    {
        var answer = Read("10.0.0.0/8\t7\n10.0.0.0/8\t3\n10.0.0.0/8\t7\n").Find(Prefix.Parse("10.0.0.1"));

        Assert.Equal((uint[])[3u, 7u], answer.Asns.AsEnumerable());
        Assert.Equal(OriginConfidence.Ambiguous, answer.Confidence);
    }

    [Fact]
    public void Approved_prefix_wins_over_an_equally_long_one_but_not_over_a_longer_one()
    {
        var table = Read("10.0.0.0/16\t1\n10.0.5.0/24\t2\n").WithApproved([new(Prefix.Parse("10.0.0.0/16"), 9)]);

        Assert.Equal(OriginConfidence.Approved, table.Find(Prefix.Parse("10.0.1.1")).Confidence);
        Assert.Equal((uint[])[9u], table.Find(Prefix.Parse("10.0.1.1")).Asns.AsEnumerable());
        Assert.Equal((uint[])[2u], table.Find(Prefix.Parse("10.0.5.1")).Asns.AsEnumerable());
    }

    [Theory]
    [InlineData("10.0.0.0/8 1", "no tab")]
    [InlineData("10.0.0.1/8\t1", "bits set behind")]
    [InlineData("10.0.0.0/8\t0", "not an AS number")]
    [InlineData("10.0.0.0/8\t4294967296", "not an AS number")]
    [InlineData("hello\t1", "not an address")]
    public void Bad_line_refuses_the_file_with_its_number(string line, string problem)
    {
        var reading = OriginTable.Read(new StringReader("# comment\n\n10.9.0.0/16\t5\r\n" + line + "\n"));

        Assert.Null(reading.Table);
        var error = Assert.Single(reading.Errors);
        Assert.Equal(4, error.Line);
        Assert.Contains(problem, error.Problem);
    }

    [Fact]
    public void Bad_lines_are_counted_and_left_out_when_tolerated()
    {
        var text = string.Concat(Enumerable.Repeat("nonsense\n", 150)) + string.Concat(Enumerable.Range(0, 151).Select(i => $"10.{i}.0.0/16\t1\n")) + new string('x', 100_000);

        var reading = OriginTable.Read(new StringReader(text), new() { Tolerant = true });

        Assert.Equal(151, reading.Table!.Count);
        Assert.Equal(151, reading.BadLines);
        Assert.Equal(100, reading.Errors.Length);
    }

    [Fact]
    public void Endless_input_is_refused_at_the_limit()
    {
        var reading = OriginTable.Read(new StringReader("10.0.0.0/8\t1\n10.0.0.0/8\t2\n10.0.0.0/8\t3\n"), new() { Tolerant = true, MaxLines = 2 });

        Assert.Null(reading.Table);
        Assert.Equal(3, reading.Errors[0].Line);
    }

    [SharedDataFact("data/prefix-origin/asmap-20251204-ipv4.tsv.gz")]
    public void Table_of_the_real_Internet_is_read_whole()
    {
        using var file = File.OpenRead(SharedData.Find("data/prefix-origin/asmap-20251204-ipv4.tsv.gz")!);
        using var text = new StreamReader(new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress));

        var reading = OriginTable.Read(text);

        Assert.Empty(reading.Errors);
        Assert.Equal(535_442, reading.Table!.Count);
        Assert.Equal((uint[])[13335u], reading.Table.Find(Prefix.Parse("1.0.0.1")).Asns.AsEnumerable());
    }

    private static OriginTable Read(string text)
    {
        var reading = OriginTable.Read(new StringReader(text));
        Assert.Empty(reading.Errors);
        return reading.Table!;
    }
}
