using NearSource.Tests.Input;
using NearSource.Topology;
using Support;

namespace NearSource.Tests.Topology;

public sealed class GraphReaderTests
{
    [Fact]
    public void Relations_of_both_layouts_are_read()
    {
        var graph = Graph("# comment\n\n10|20|-1\n20|30|0\r\n10|40|-1|bgp\n30|40|0|mlp\n");

        Assert.Equal(4, graph.Count);
        Assert.Equal(4, graph.LinkCount);
        Assert.Equal([20u, 40u], Asns(graph, graph.Customers(graph.IndexOf(10))));
        Assert.Equal([10u], Asns(graph, graph.Providers(graph.IndexOf(20))));
        Assert.Equal([20u, 40u], Asns(graph, graph.Peers(graph.IndexOf(30))));
        Assert.Equal(-1, graph.IndexOf(50));
        Assert.True(graph.AreNeighbours(graph.IndexOf(30), graph.IndexOf(20)));
        Assert.False(graph.AreNeighbours(graph.IndexOf(10), graph.IndexOf(30)));
    }

    [Fact]
    public void Links_given_back_make_the_same_graph()
    {
        var graph = Graph("10|20|-1\n30|20|0\n10|40|-1\n40|30|0\n");

        Assert.Equal(graph.Links, AsGraph.Of(graph.Links.Reverse()).Links);
    }

    [Theory]
    [InlineData("1|2", "2 fields")]
    [InlineData("1|2|0|bgp|x", "5 fields")]
    [InlineData("x|2|0", "'x' is not an AS number")]
    [InlineData("1|-2|0", "'-2' is not an AS number")]
    [InlineData("0|2|0", "'0' is not an AS number")]
    [InlineData("1|4294967296|0", "not an AS number")]
    [InlineData("1|2|1", "the relation is '1'")]
    [InlineData("7|7|0", "AS 7 is linked with itself")]
    [InlineData("5|6|-1", "stand in line 2 already")]
    [InlineData("6|5|-1", "are something else to each other in line 2")]
    [InlineData("6|5|0", "are something else to each other in line 2")]
    [InlineData("9|8|0", "stand in line 3 already")]
    public void Bad_line_refuses_the_file_with_its_number_or_is_left_out(string line, string problem)
    {
        var text = $"# comment\n5|6|-1\n8|9|0\n{line}\n10|11|-1\n";

        var refused = AsGraph.Read(Packed.Plain(text));
        var tolerated = AsGraph.Read(Packed.Plain(text), new() { Tolerant = true });

        Assert.Null(refused.Graph);
        var error = Assert.Single(refused.Errors);
        Assert.Equal(4, error.Line);
        Assert.Contains(problem, error.Problem);
        Assert.Equal(refused.Errors.AsEnumerable(), tolerated.Errors);
        Assert.Equal(3, tolerated.Graph!.LinkCount);
    }

    [Fact]
    public void Providers_in_a_circle_are_reported_with_a_line_of_it()
    {
        const string text = "1|2|-1\n8|9|-1\n2|3|-1\n3|4|-1\n4|2|-1\n9|10|-1\n10|8|-1\n4|5|-1\n";

        var refused = AsGraph.Read(Packed.Plain(text));
        var tolerated = AsGraph.Read(Packed.Plain(text), new() { Tolerant = true });

        Assert.Null(refused.Graph);
        Assert.Equal(2, Assert.Single(refused.Errors).Line);
        Assert.Equal([2, 3], tolerated.Errors.Select(e => e.Line));
        Assert.All(tolerated.Errors, e => Assert.Contains("3 ASes in a circle", e.Problem));
        Assert.Equal(8, tolerated.Graph!.LinkCount);
    }

    [Fact]
    public void Diamond_of_providers_is_no_circle() => Graph("1|2|-1\n1|3|-1\n2|4|-1\n3|4|-1\n2|3|0\n");

    [Fact]
    public void Chain_of_providers_as_long_as_a_hostile_file_does_not_overflow_the_stack() =>
        Assert.Equal(200_000, Graph(string.Concat(Enumerable.Range(1, 200_000).Select(i => $"{i}|{i + 1}|-1\n"))).LinkCount);

    [Fact]
    public void Endless_line_endless_file_and_empty_file_are_refused()
    {
        Assert.Contains("longer than", Assert.Single(AsGraph.Read(Packed.Plain("1|2|0\n" + new string('1', 1_000_000))).Errors).Problem);
        Assert.Contains("more than 2 lines", Assert.Single(AsGraph.Read(Packed.Plain("1|2|0\n1|3|0\n1|4|0\n"), new() { MaxLines = 2, Tolerant = true }).Errors).Problem);
        Assert.Contains("no link", Assert.Single(AsGraph.Read(Packed.Plain("# nothing\n"), new() { Tolerant = true }).Errors).Problem);
        Assert.Contains("more than 5 bytes", Assert.Single(AsGraph.Read(Packed.Plain("1|2|0\n1|3|0\n"), new() { MaxBytes = 5, Tolerant = true }).Errors).Problem);
    }

    [Fact]
    public void Damaged_file_is_refused_even_where_bad_lines_are_tolerated()
    {
        var packed = Packed.Gzip(string.Concat(Enumerable.Range(1, 5000).Select(i => $"{i}|{i + 1}|0\n")));
        packed[packed.Length / 2] ^= 0xff;

        var reading = AsGraph.Read(new MemoryStream(packed), new() { Tolerant = true });

        Assert.Null(reading.Graph);
    }

    [Fact]
    public void Signed_providers_overrule_inferred_ones()
    {
        // 10 names 1 and 5; 2 was inferred, 5 was a peer; 20 has no provider, it says.
        var graph = Graph("1|10|-1\n2|10|-1\n5|10|0\n3|20|-1\n10|11|-1\n").WithAspas([new(10, [1, 5]), new(20, [0])]);

        Assert.Equal([1u, 5u], Asns(graph, graph.Providers(graph.IndexOf(10))));
        Assert.Equal([2u], Asns(graph, graph.Peers(graph.IndexOf(10))));
        Assert.Equal([11u], Asns(graph, graph.Customers(graph.IndexOf(10))));
        Assert.True(graph.Providers(graph.IndexOf(20)).IsEmpty);
        Assert.Equal([3u], Asns(graph, graph.Peers(graph.IndexOf(20))));
    }

    [Fact]
    public void Two_that_sign_each_other_are_peers_and_unknown_ones_appear()
    {
        var graph = Graph("1|2|-1\n").WithAspas([new(1, [2]), new(2, [1]), new(77, [1])]);

        Assert.Equal([2u], Asns(graph, graph.Peers(graph.IndexOf(1))));
        Assert.Equal([1u], Asns(graph, graph.Providers(graph.IndexOf(77))));
        Assert.True(graph.Providers(graph.IndexOf(2)).IsEmpty);
    }

    [SharedDataFact("data/as-rel/toposcope-201806.as-rel.txt.gz")]
    public void Graph_of_the_real_Internet_is_read_whole_and_small()
    {
        var reading = AsGraph.Read(Packed.Shared("as-rel/toposcope-201806.as-rel.txt.gz"), new() { Tolerant = true });

        var graph = reading.Graph!;
        Assert.Equal(61_411, graph.Count);
        Assert.Equal(287_216, graph.LinkCount);

        // 158 lines repeat a pair; six groups of ASes sell each other transit in a circle, says the inference.
        Assert.Equal(158 + 6, reading.BadLines);
        Assert.Equal(100, reading.Errors.Length);
    }

    private static AsGraph Graph(string text)
    {
        var reading = AsGraph.Read(Packed.Plain(text));
        Assert.Empty(reading.Errors);
        return reading.Graph!;
    }

    private static uint[] Asns(AsGraph graph, ReadOnlySpan<int> indices) => [.. indices.ToArray().Select(graph.AsnAt)];
}
