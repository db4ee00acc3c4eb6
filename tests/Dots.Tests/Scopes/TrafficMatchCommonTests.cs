using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchCommonTests
{
    private static readonly TrafficMatch Dns = new() { Destinations = [Prefix.Parse("192.0.2.0/24")], Protocols = [17], SourcePorts = [new(53, 53)] };

    [Fact]
    public void What_is_common_catches_what_both_catch()
    {
        var (random, caught, none) = (new Random(7), 0, 0);
        for (var i = 0; i < 8_000; i++)
        {
            var (one, other) = (RandomTraffic.Match(random), RandomTraffic.Match(random));
            Assert.True(one.TryIntersect(other, 36, out var common));
            Assert.Null(common?.Malformed());
            Assert.True(common is null || (common.IsWithin(one) && common.IsWithin(other)), $"{i}: {common} of {one} and {other}");
            none += common is null ? 1 : 0;
            for (var packets = 0; packets < 20; packets++)
            {
                var packet = RandomTraffic.Packet(random);
                var both = one.Matches(packet) && other.Matches(packet);
                Assert.True((common?.Matches(packet) ?? false) == both, $"{i}: {packet} by {one} and {other}");
                caught += both ? 1 : 0;
            }
        }

        Assert.True(caught > 1000 && none > 1000, $"{caught} packets, {none} pairs without anything in common: the test asks too little");
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.0/24", "198.51.100.1,192.0.2.7", true)]
    [InlineData("198.51.100.1,192.0.2.7", "192.0.2.0/24", true)]
    [InlineData("192.0.2.0/25", "192.0.2.128/25", false)]
    [InlineData("192.0.2.1,192.0.2.2", "192.0.2.3,192.0.2.4", false)]
    [InlineData("192.0.2.1", "2001:db8::1", false)]
    [InlineData("192.0.2.1", "", true)]
    [InlineData("", "192.0.2.1", true)]
    public void Destinations_are_shared_where_some_address_is_in_both(string one, string other, bool shared)
    {
        static TrafficMatch To(string targets) => new() { Destinations = [.. targets.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Prefix.Parse)] };

        Assert.Equal(shared, To(one).SharesDestinations(To(other)));
    }

    [Fact]
    public void Match_within_another_is_what_they_have_in_common()
    {
        var rows = new TrafficMatch { Destinations = Dns.Destinations, Protocols = [17], SourcePorts = [new(53, 53), new(123, 123)] };

        Assert.True(Dns.TryIntersect(rows, 1, out var common));
        Assert.Same(Dns, common);
        Assert.True(rows.TryIntersect(rows, 2, out common));
        Assert.Same(rows, common);
    }

    [Fact]
    public void Columns_of_one_value_stay_columns_of_one_value()
    {
        var sources = Dns.FromEach([Prefix.Parse("198.51.100.1"), Prefix.Parse("198.51.100.2")]);

        Assert.True(sources.TryIntersect(new() { Destinations = [Prefix.Parse("192.0.2.7")], PacketLengths = [new(400, 500)] }, 2, out var common));

        Assert.Equal(new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.7")], Protocols = [17], SourcePorts = [new(53, 53)], PacketLengths = [new(400, 500)], Sources = sources.Sources }, common);
    }

    [Fact]
    public void What_takes_too_many_rows_is_not_told()
    {
        ImmutableArray<PortRange> ports = [new(53, 53), new(123, 123), new(161, 161)];
        var three = new TrafficMatch { Destinations = Dns.Destinations, SourcePorts = ports };

        Assert.False(new TrafficMatch { Destinations = Dns.Destinations }.TryIntersect(three, 2, out var common));
        Assert.Null(common);
        Assert.True(new TrafficMatch { Destinations = Dns.Destinations }.TryIntersect(three, 3, out common));
        Assert.Equal(three, common);
        Assert.False(Dns.TryIntersect(Dns.FromEach([Prefix.Parse("198.51.100.1"), Prefix.Parse("198.51.100.3")]), 1, out _));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(400, false)]
    public void Matches_too_long_to_be_compared_row_by_row_are_not(int rows, bool compared)
    {
        var ports = new TrafficMatch { Destinations = Dns.Destinations, SourcePorts = [.. Enumerable.Range(1, rows).Select(p => new PortRange((ushort)(3 * p), (ushort)((3 * p) + 1)))] };
        var other = new TrafficMatch { Destinations = Dns.Destinations, SourcePorts = [.. ports.SourcePorts.Select(p => new PortRange(p.First, p.First))] };

        Assert.Equal(compared, ports.TryIntersect(other, rows, out var common));
        Assert.Equal(compared ? other : null, common);
    }

    [Fact]
    public void Matches_that_never_meet_have_nothing_in_common()
    {
        Assert.True(Dns.TryIntersect(new() { Protocols = [6] }, 1, out var common));
        Assert.Null(common);
        Assert.True(new TrafficMatch { Protocols = [1] }.TryIntersect(new() { SourcePorts = [new(0, 10)] }, 1, out common));
        Assert.Null(common);
        Assert.True(Dns.FromEach([Prefix.Parse("198.51.100.1")]).TryIntersect(Dns.FromEach([Prefix.Parse("198.51.100.2")]), 1, out common));
        Assert.Null(common);
    }
}
