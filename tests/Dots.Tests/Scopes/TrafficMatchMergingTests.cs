using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchMergingTests
{
    private static readonly WidestScope Anything = new(0, 0);

    [Fact]
    public void Sources_that_are_whole_prefixes_become_those()
    {
        var match = new TrafficMatch { Destinations = Prefixes("192.0.2.1"), Sources = Prefixes("198.51.100.1", "198.51.100.0", "203.0.113.9"), Protocols = [17] };

        Assert.Equal(new TrafficMatch { Destinations = Prefixes("192.0.2.1"), Sources = Prefixes("198.51.100.0/31", "203.0.113.9"), Protocols = [17] }, match.MergeSources());
    }

    [Fact]
    public void Rows_that_differ_in_something_else_stay_apart()
    {
        var match = new TrafficMatch { Destinations = Prefixes("192.0.2.1"), Sources = Prefixes("198.51.100.1", "198.51.100.0"), SourcePorts = [new(1, 1), new(2, 2)] };

        Assert.Same(match, match.MergeSources());
    }

    [Fact]
    public void Targets_of_a_whole_prefix_become_that_prefix_as_far_as_is_allowed()
    {
        var match = new TrafficMatch { Destinations = [.. Enumerable.Range(0, 256).Select(n => Prefix.Parse($"192.0.2.{n}"))], Protocols = [17], SourcePorts = [new(53, 53)] };

        Assert.Equal(new TrafficMatch { Destinations = Prefixes("192.0.2.0/24"), Protocols = [17], SourcePorts = [new(53, 53)] }, match.MergeDestinations(new(24, 48)));
        Assert.Equal(4, match.MergeDestinations(new(26, 48)).Rows);
        Assert.Same(match, match.MergeDestinations(WidestScope.Addresses));
    }

    [Fact]
    public void Targets_times_sources_are_merged_on_both_sides()
    {
        var product = new TrafficMatch { Destinations = Prefixes("192.0.2.0", "192.0.2.1") }.FromEach(Prefixes("198.51.100.0", "198.51.100.1"));
        Assert.Equal((4, null), (product.Rows, product.Malformed()));

        var merged = product.MergeSources().MergeDestinations(Anything);

        Assert.Equal(new TrafficMatch { Destinations = Prefixes("192.0.2.0/31"), Sources = Prefixes("198.51.100.0/31") }, merged);
        Assert.True(merged.IsWithin(product));
        Assert.True(product.IsWithin(merged));
    }

    [Fact]
    public void Each_row_is_combined_with_each_source()
    {
        var match = new TrafficMatch { Destinations = Prefixes("192.0.2.1"), Protocols = [6, 17], DestinationPorts = [new(80, 80), new(53, 53)] }.FromEach(Prefixes("198.51.100.1", "203.0.113.1"));

        Assert.Equal(
            new TrafficMatch
            {
                Destinations = Prefixes("192.0.2.1"), Sources = Prefixes("198.51.100.1", "198.51.100.1", "203.0.113.1", "203.0.113.1"),
                Protocols = [6, 17, 6, 17], DestinationPorts = [new(80, 80), new(53, 53), new(80, 80), new(53, 53)],
            },
            match);
        Assert.Throws<InvalidOperationException>(() => match.FromEach(Prefixes("198.51.100.1")));
    }

    [Fact]
    public void Exactly_the_same_packets_are_caught_by_fewer_rows()
    {
        var (random, fewer) = (new Random(17), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var match = RandomTraffic.Match(random);
            var merged = random.Next(2) == 0 ? match.MergeSources().MergeDestinations(Anything) : match.MergeDestinations(new(31, 127)).MergeSources();
            Assert.Null(merged.Malformed());
            Assert.True(merged.Rows <= match.Rows, $"{i}: {match} became {merged}");
            Assert.True(merged.IsWithin(match), $"{i}: {merged} is not within {match}");
            fewer += merged.Rows < match.Rows ? 1 : 0;
            for (var packets = 0; packets < 30; packets++)
            {
                var packet = RandomTraffic.Packet(random);
                Assert.True(match.Matches(packet) == merged.Matches(packet), $"{i}: {packet} is told apart by {match} and {merged}");
            }
        }
        Assert.True(fewer > 500, $"only {fewer} were merged");
    }

    [Fact]
    public void Hundred_thousand_sources_are_compared_at_once()
    {
        var all = new TrafficMatch { Destinations = Prefixes("192.0.2.1"), Sources = [.. Enumerable.Range(0, 100_000).Select(n => Prefix.Create(0x0a000000u + (uint)n, 32, false))] };

        Assert.True(all.MergeSources().IsWithin(all));
        Assert.True(all.IsWithin(all.MergeSources()));
        Assert.False(new TrafficMatch { Destinations = all.Destinations, Sources = [.. all.Sources, Prefix.Parse("203.0.113.1")] }.IsWithin(all));
        Assert.False(new TrafficMatch { Destinations = all.Destinations }.IsWithin(all));
    }

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
