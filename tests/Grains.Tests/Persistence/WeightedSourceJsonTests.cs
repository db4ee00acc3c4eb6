using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Dots.Addressing;
using Grains.Mitigations;
using Grains.Persistence;

namespace Grains.Tests.Persistence;

/// <summary>How a document keeps what the asker told of each source.</summary>
public sealed class WeightedSourceJsonTests
{
    private static readonly Prefix Address = Prefix.Parse("198.51.100.7");

    public static TheoryData<double?, double?, double?, string> Told => new()
    {
        { 8000, 10, 50, """["198.51.100.7/32",8000,10,50]""" },
        { 8000, null, null, """["198.51.100.7/32",8000]""" },
        { null, null, 3, """["198.51.100.7/32",null,null,3]""" },
        { null, null, null, """["198.51.100.7/32"]""" },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public void Each_figure_is_kept_and_what_was_not_told_takes_no_room(double? bps, double? pps, double? packets, string text)
    {
        var source = new WeightedSource(Address, bps, pps, packets);

        Assert.Equal(text, JsonSerializer.Serialize(source, DocumentJson.Options));
        Assert.Equal(source, JsonSerializer.Deserialize<WeightedSource>(text, DocumentJson.Options));
    }

    [Fact]
    public void Document_stored_with_one_weight_a_source_is_read()
    {
        var request = GrainsWorld.Request() with { Sources = [new(Address, 3), new(Prefix.Parse("2001:db8::/48"), 1)] };
        var before = JsonSerializer.Serialize(request, DocumentJson.Options)
            .Replace("""["198.51.100.7/32",3]""", """{"prefix":"198.51.100.7/32","weight":3}""", StringComparison.Ordinal)
            .Replace("""["2001:db8::/48",1]""", """{"prefix":"2001:db8::/48","weight":1}""", StringComparison.Ordinal);
        Assert.Contains("\"weight\":1", before, StringComparison.Ordinal);

        Assert.Equal(request.Sources.AsEnumerable(), JsonSerializer.Deserialize<HelpRequest>(before, DocumentJson.Options)!.Sources);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[5]""")]
    [InlineData("""["198.51.100.7/32",1,2,3,4]""")]
    [InlineData("""["198.51.100.7/32","1"]""")]
    [InlineData("""["198.51.100.700/32"]""")]
    [InlineData("""["198.51.100.7/32",1""")]
    [InlineData("null")]
    public void What_is_no_source_is_refused(string text) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<WeightedSource>(text, DocumentJson.Options));

    [Fact]
    public void Hundred_thousand_sources_with_all_figures_take_less_room_than_with_one_named_weight()
    {
        var sources = Enumerable.Range(0, 100_000).Select(i => new WeightedSource(Prefix.Create((UInt128)(0x0a000000u + (uint)i), 32, false), 80_000, 10, 1000)).ToImmutableArray();

        var named = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(sources.Select(s => new { s.Prefix, Weight = s.Bps }), DocumentJson.Options));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(sources, DocumentJson.Options).Length, 1, named);
    }

    [Fact]
    public void Counted_packets_that_grow_beside_a_rate_are_no_other_sources_and_those_told_alone_are()
    {
        var request = GrainsWorld.Request() with { Sources = [new(Address, 8000, 10, 50)] };

        Assert.True(request.SameSources(request with { Sources = [new(Address, 8000, 10, 70)] }));
        Assert.False(request.SameSources(request with { Sources = [new(Address, 9000, 10, 50)] }));
        Assert.False(request.SameSources(request with { Sources = [] }));
        Assert.False((request with { Sources = [new(Address, Packets: 5)] }).SameSources(request with { Sources = [new(Address, Packets: 6)] }));
    }
}
