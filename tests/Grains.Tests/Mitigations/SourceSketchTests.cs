using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Grains.Mitigations;
using Grains.Persistence;

namespace Grains.Tests.Mitigations;

public sealed class SourceSketchTests
{
    [Fact]
    public void Few_sources_are_compared_exactly()
    {
        Assert.Equal(0.25, Distance([("198.51.100.1", 3), ("198.51.100.2", 1)], [("198.51.100.1", 2), ("198.51.100.2", 2)]), 3);
        Assert.Equal(0, Distance([("198.51.100.1", 3), ("198.51.100.2", 1)], [("198.51.100.2", 1000), ("198.51.100.1", 3000)]), 3);
        Assert.Equal(0.75, Distance([("198.51.100.1", 3), ("198.51.100.2", 1)], [("198.51.100.2", 1)]), 3);
        Assert.Equal(1, Distance([("198.51.100.1", 1)], [("198.51.100.1", 1), ("2001:db8::1", 1e30)]), 3);
        Assert.Equal(0.5, Distance([("2001:db8::/48", null), ("2001:db8::/64", null)], [("2001:db8::/48", 5), ("2001:db8:1::/64", null)]), 3);
        Assert.Equal(0.5, Distance([("198.51.100.1", 0), ("198.51.100.2", double.NaN)], [("198.51.100.1", 1)]), 3);
    }

    [Fact]
    public void Source_that_is_told_in_parts_is_one() =>
        Assert.Equal(0, Distance([("198.51.100.1", 1), ("198.51.100.1", 2), ("198.51.100.2", 1)], [("198.51.100.1", 3), ("198.51.100.2", 1)]), 3);

    [Fact]
    public void Without_sources_there_is_no_sketch()
    {
        Assert.Null(SourceSketch.Of([]));
        Assert.Equal(0, SourceSketch.Distance(null, null));
        Assert.Equal(1, SourceSketch.Distance(null, SourceSketch.Of([new(Prefix.Parse("198.51.100.1"))])));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Part_that_is_replaced_is_told_within_a_few_hundredths_however_many_there_are(int count)
    {
        foreach (var part in new[] { 0, 0.02, 0.05, 0.2, 0.5, 1 })
        {
            var kept = count - (int)(count * part);
            var distance = SourceSketch.Distance(SourceSketch.Of(Sources(0, count, _ => 1)), SourceSketch.Of([.. Sources(0, kept, _ => 1), .. Sources(count, count - kept, _ => 1)]));
            Assert.InRange(distance, part - 0.06, part + 0.06);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Figures_that_are_a_tenth_off_are_much_the_same_attack(int count)
    {
        var random = new Random(7);
        var (before, after) = (Sources(0, count, i => 1000.0 / (1 + (i % 100))), Sources(0, count, i => 1000.0 / (1 + (i % 100)) * (0.9 + (0.2 * random.NextDouble()))));

        Assert.InRange(SourceSketch.Distance(SourceSketch.Of(before), SourceSketch.Of(after)), 0, 0.08);
    }

    [Fact]
    public void Tail_that_is_replaced_counts_for_what_it_carries()
    {
        // Ten sources send nine tenths; the 50,000 others change.
        ImmutableArray<WeightedSource> Attack(int tail) => [.. Sources(0, 10, _ => 9000), .. Sources(tail, 50_000, _ => 0.2)];

        Assert.InRange(SourceSketch.Distance(SourceSketch.Of(Attack(1000)), SourceSketch.Of(Attack(500_000))), 0.05, 0.15);
    }

    [Fact]
    public void Sketch_of_any_number_of_sources_is_short() => Assert.InRange(SourceSketch.Of(Sources(0, 100_000, i => i))!.Length, 1, 1400);

    private static ImmutableArray<WeightedSource> Sources(int first, int count, Func<int, double> bps) =>
        [.. Enumerable.Range(first, count).Select(i => new WeightedSource(Prefix.Parse($"{11 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}.7"), bps(i)))];

    [Fact]
    public void Request_that_brings_its_sketch_is_compared_by_it_and_stored_without()
    {
        var (one, other) = (Replans.Request(1000, "198.51.100.1").Sketched(), Replans.Request(1000, "198.51.100.2"));
        Assert.Equal(SourceSketch.Of(one.Sources), one.Sketch);
        var state = Replans.Active(one, "op2");

        Assert.NotNull(state.Then(Given.Ask(other.Sketched(), Given.Now, "h2")).Shifted);
        Assert.NotNull(state.Then(Given.Ask(other, Given.Now, "h2")).Shifted);
        Assert.Null(state.Then(Given.Ask(other with { Sketch = one.Sketch }, Given.Now, "h2")).Shifted);

        var stored = JsonSerializer.Deserialize<HelpRequest>(JsonSerializer.SerializeToUtf8Bytes(one, DocumentJson.Options), DocumentJson.Options)!;
        Assert.Equal((null, one.Sketch), (stored.Sketch, stored.SketchOfSources));
    }

    private static double Distance((string Prefix, double? Bps)[] one, (string Prefix, double? Bps)[] other) => SourceSketch.Distance(
        SourceSketch.Of([.. one.Select(s => new WeightedSource(Prefix.Parse(s.Prefix), s.Bps))]), SourceSketch.Of([.. other.Select(s => new WeightedSource(Prefix.Parse(s.Prefix), s.Bps))]));
}
