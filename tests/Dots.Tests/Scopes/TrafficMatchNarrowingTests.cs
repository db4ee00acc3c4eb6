using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchNarrowingTests
{
    private static readonly ImmutableArray<Prefix> Target = [Prefix.Parse("192.0.2.1")];

    [Fact]
    public void Kept_sources_keep_the_other_values_of_their_rows()
    {
        var match = new TrafficMatch
        {
            Destinations = Target, Sources = Prefixes("198.51.100.1", "198.51.100.2", "198.51.100.3"),
            SourcePorts = [new(1, 1), new(2, 2), new(3, 3)], Protocols = [17],
        };

        var kept = match.KeepSources(source => source != match.Sources[1]);

        Assert.Equal(new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.1", "198.51.100.3"), SourcePorts = [new(1, 1), new(3, 3)], Protocols = [17] }, kept);
    }

    [Fact]
    public void Nothing_kept_is_no_match_rather_than_one_without_sources()
    {
        Assert.Null(new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.1", "198.51.100.2") }.KeepSources(_ => false));
        Assert.Null(new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.1"), Protocols = [6, 17] }.KeepSources(_ => false));
        Assert.Null(new TrafficMatch { Destinations = Target }.WithSources([]));
    }

    [Fact]
    public void Match_without_sources_or_with_all_kept_stays_as_it_is()
    {
        var bare = new TrafficMatch { Destinations = Target };
        var full = new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.1", "198.51.100.2") };

        Assert.Same(bare, bare.KeepSources(_ => false));
        Assert.Same(full, full.KeepSources(_ => true));
    }

    [Fact]
    public void Each_source_is_asked_about_once_in_order()
    {
        var match = new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.3", "198.51.100.1", "198.51.100.3") };
        var asked = new List<Prefix>();

        match.KeepSources(source => { asked.Add(source); return false; });

        Assert.Equal(match.Sources, asked);
    }

    [Fact]
    public void Kept_rows_catch_exactly_what_they_caught_before()
    {
        var caught = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var match = RandomTraffic.Match(random);
            var wanted = RandomTraffic.Near(random);
            bool Keep(Prefix source) => source.Overlaps(wanted);

            var kept = match.KeepSources(Keep);

            Assert.Null(kept?.Malformed());
            var rows = Enumerable.Range(0, match.Rows).Select(row => RandomTraffic.Row(match, row)).Where(row => row.Sources.IsEmpty || Keep(row.Sources[0])).ToArray();
            for (var i = 0; i < 30; i++)
            {
                var packet = RandomTraffic.Packet(random);
                var now = kept is not null && kept.Matches(packet);
                Assert.False(now && !match.Matches(packet), $"seed {seed}: wider, {packet}");
                Assert.True(now == rows.Any(row => row.Matches(packet)), $"seed {seed}: {packet}");
                caught += now ? 1 : 0;
            }
        }

        Assert.True(caught > 1000, $"only {caught} packets were caught: the test asks too little");
    }

    [Fact]
    public void Other_sources_catch_what_the_match_catches_from_them()
    {
        var caught = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var rows = RandomTraffic.Match(random);
            var first = RandomTraffic.Row(rows, 0);
            var match = rows.Sources.Length > 1 ? WithOwn(first, rows.Sources) : first;
            ImmutableArray<Prefix> sources = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomTraffic.Near(random))];

            var narrowed = match.WithSources(sources);

            Assert.Null(narrowed?.Malformed());
            for (var i = 0; i < 30; i++)
            {
                var packet = RandomTraffic.Packet(random);
                var expected = match.Matches(packet) && sources.Any(source => source.Contains(packet.Source));
                Assert.True((narrowed is not null && narrowed.Matches(packet)) == expected, $"seed {seed}: {packet}");
                caught += expected ? 1 : 0;
            }
        }

        Assert.True(caught > 1000, $"only {caught} packets were caught: the test asks too little");
    }

    [Fact]
    public void Sources_beyond_the_matchs_own_are_left_out()
    {
        var match = new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.0/24", "203.0.113.7") };

        var narrowed = match.WithSources(Prefixes("198.51.100.9", "203.0.113.0/24", "10.0.0.0/8"));

        Assert.Equal(Prefixes("198.51.100.9", "203.0.113.7"), narrowed?.Sources);
        Assert.Null(match.WithSources(Prefixes("10.0.0.0/8")));
    }

    [Fact]
    public void Rows_take_no_other_sources()
    {
        var match = new TrafficMatch { Destinations = Target, SourcePorts = [new(53, 53), new(123, 123)] };

        Assert.Throws<InvalidOperationException>(() => match.WithSources(Prefixes("198.51.100.1")));
    }

    [Fact]
    public void What_was_not_registered_is_named()
    {
        PortRange[] web = [new(80, 80), new(443, 443)];
        var match = new TrafficMatch { Destinations = Target, DestinationPorts = [new(443, 443), new(8000, 8001)], Protocols = [6, 17] };

        Assert.Equal("dst_ports 8000-8001", match.Outside(web, [6, 17]));
        Assert.Equal("protocols 17", match.Outside([], [6]));
        Assert.Equal("dst_ports (all)", new TrafficMatch { Destinations = Target }.Outside(web, []));
        Assert.Equal("protocols (all)", new TrafficMatch { Destinations = Target }.Outside([], [6]));
        Assert.Null(match.Outside([], []));
        Assert.Null(match.Outside([new(1, 9000)], [17, 6]));
    }

    private static TrafficMatch WithOwn(TrafficMatch match, ImmutableArray<Prefix> sources) => new()
    {
        Destinations = match.Destinations, Sources = sources, SourcePorts = match.SourcePorts, DestinationPorts = match.DestinationPorts, Protocols = match.Protocols,
        TcpFlags = match.TcpFlags, Fragments = match.Fragments, PacketLengths = match.PacketLengths,
        IcmpTypes = match.IcmpTypes, IcmpCodes = match.IcmpCodes, Dscps = match.Dscps, Ttls = match.Ttls,
    };

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
