using Controller.Sightings;
using Dots.Mechanism;

namespace Controller.Tests.Sightings;

/// <summary>The text file that a member's own tools keep.</summary>
public sealed class SightingTableTests
{
    private const string Head = "sampled_at\t1795144047\tsampling\t1000\n";

    [Fact]
    public void Lines_within_the_question_add_up_by_neighbour()
    {
        var seen = Look("192.0.2.1/32\t17\t53\t800\t10\t64503\n192.0.2.1/32\t17\t53\t200\t1\t64503\n192.0.2.1/32\t6\t443\t50\t2\t64504\n192.0.2.1/32\t1\t-\t7\t1\t-\n192.0.2.2/32\t17\t53\t9\t9\t64505\n");

        Assert.Equal((true, 1057, 14), (seen.Seen, seen.Bps!.Value, seen.Pps!.Value));
        Assert.Equal([(64503u, 1000L), (64504u, 50L)], seen.Neighbours());
        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(1795144047), 1000), (seen.SampledAt!.Value, seen.Sampling!.Value));
    }

    [Fact]
    public void Protocols_and_ports_of_the_question_narrow_it()
    {
        var table = SightingTable.Parse(Head + "192.0.2.1/32\t17\t53\t1\t1\t-\n192.0.2.1/32\t17\t123\t20\t1\t-\n192.0.2.1/32\t6\t53\t300\t1\t-\n192.0.2.1/32\t17\t1000-2000\t4000\t1\t-\n");

        Assert.Equal(1, table.Look(Given.Question() with { Protocols = [17], SourcePorts = [new(53, 53)] }).Bps);
        Assert.Equal(301, table.Look(Given.Question() with { SourcePorts = [new(53, 53)] }).Bps);
        Assert.Equal(4021, table.Look(Given.Question() with { Protocols = [17] }).Bps);
        Assert.Equal(4020, table.Look(Given.Question() with { SourcePorts = [new(100, 200), new(1000, 3000)] }).Bps);
    }

    [Fact]
    public void Nothing_in_the_file_is_not_seen_which_is_an_answer()
    {
        var seen = Look("192.0.2.2/32\t17\t53\t800\t10\t64503\n");

        Assert.Equal((false, 0, 0, 0), (seen.Seen, seen.Bps!.Value, seen.Pps!.Value, seen.Ingress.Length));
        Assert.False(Look("").Seen);
        Assert.False(Look("192.0.2.0/24\t17\t53\t0\t0\t64503\n").Seen);
    }

    [Theory]
    [InlineData("192.0.2.0/24\t17\t53\t800\t10\t64503\n")]
    [InlineData("192.0.2.1/32\t-\t53\t800\t10\t64503\n")]
    [InlineData("192.0.2.1/32\t17\t-\t800\t10\t64503\n")]
    [InlineData("192.0.2.1/32\t17\t50-60\t800\t10\t64503\n")]
    public void Only_traffic_among_other_traffic_is_no_answer(string line)
    {
        var table = SightingTable.Parse(Head + line);

        var refused = Assert.Throws<SightingException>(() => table.Look(Given.Question() with { Protocols = [17], SourcePorts = [new(53, 53)] }));

        Assert.Contains("together with other traffic", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wider_lines_do_not_count_beside_exact_ones() =>
        Assert.Equal(5, Look("192.0.2.0/24\t17\t53\t800\t10\t64503\n192.0.2.1/32\t17\t53\t5\t1\t64503\n").Bps);

    [Fact]
    public void Sums_beyond_what_a_number_holds_stay_the_greatest_number() =>
        Assert.Equal(long.MaxValue, Look($"192.0.2.1/32\t17\t53\t{long.MaxValue}\t1\t64503\n192.0.2.1/32\t17\t53\t{long.MaxValue}\t1\t64503\n").Ingress.Single().Bps);

    [Theory]
    [InlineData("", "expected a first line sampled_at")]
    [InlineData("192.0.2.1/32\t17\t53\t1\t1\t-\n", "line 1: expected sampled_at, epoch seconds")]
    [InlineData("sampled_at\tnow\tsampling\t1\n", "line 1: expected sampled_at")]
    [InlineData("sampled_at\t99999999999999\tsampling\t1\n", "line 1: expected sampled_at")]
    [InlineData("sampled_at\t1\tsampling\t0\n", "line 1: expected sampled_at")]
    [InlineData(Head + "192.0.2.1/32\t17\t53\t1\t1\n", "line 2: expected a prefix, a protocol")]
    [InlineData(Head + "192.0.2.1/24\t17\t53\t1\t1\t-\n", "line 2:")]
    [InlineData(Head + "# note\n\n192.0.2.1/32\t256\t53\t1\t1\t-\n", "line 4: expected a protocol number")]
    [InlineData(Head + "192.0.2.1/32\t17\t70000\t1\t1\t-\n", "line 2: expected a port")]
    [InlineData(Head + "192.0.2.1/32\t17\t53\t-1\t1\t-\n", "line 2: expected bits/s")]
    [InlineData(Head + "192.0.2.1/32\t17\t53\t1e9\t1\t-\n", "line 2: expected bits/s")]
    [InlineData(Head + "192.0.2.1/32\t17\t53\t1\t1\t4294967296\n", "line 2: expected an AS number")]
    public void Bad_lines_are_named(string text, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<FormatException>(() => SightingTable.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_bad_line_is_named_up_to_twenty()
    {
        var message = Assert.Throws<FormatException>(() => SightingTable.Parse(Head + string.Concat(Enumerable.Repeat("x\n", 100)))).Message;

        Assert.Equal(20, message.Split("; ").Length);
    }

    private static SightingReport Look(string lines) => SightingTable.Parse(Head + lines).Look(Given.Question());
}
