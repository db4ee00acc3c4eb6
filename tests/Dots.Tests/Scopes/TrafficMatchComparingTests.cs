using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchComparingTests
{
    private static readonly TrafficMatch Dns = new() { Destinations = [Prefix.Parse("192.0.2.0/24")], Protocols = [17], SourcePorts = [new(53, 53)] };

    [Fact]
    public void Match_is_within_itself_and_within_one_that_asks_less()
    {
        Assert.True(Dns.IsWithin(Dns));
        Assert.True(Dns.IsWithin(new() { Destinations = Dns.Destinations, Protocols = [17] }));
        Assert.True(Dns.WithSources([Prefix.Parse("198.51.100.0/24")])!.IsWithin(Dns));
        Assert.True(new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.7")], Protocols = [17], SourcePorts = [new(53, 53)] }.IsWithin(Dns));
    }

    [Fact]
    public void Match_that_catches_anything_more_is_not_within()
    {
        Assert.False(new TrafficMatch { Destinations = Dns.Destinations, Protocols = [17] }.IsWithin(Dns));
        Assert.False(new TrafficMatch { Destinations = Dns.Destinations, Protocols = [6], SourcePorts = [new(53, 53)] }.IsWithin(Dns));
        Assert.False(new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.0/24"), Prefix.Parse("203.0.113.1")], Protocols = [17], SourcePorts = [new(53, 53)] }.IsWithin(Dns));
    }

    [Fact]
    public void Named_protocol_without_ports_is_not_within_a_port_of_any_protocol() =>
        Assert.False(new TrafficMatch { Destinations = Dns.Destinations, Protocols = [1], SourcePorts = [new(0, 0)] }.IsWithin(new() { Destinations = Dns.Destinations, SourcePorts = [new(0, 10)] }));

    [Fact]
    public void Packet_caught_by_a_match_is_caught_by_every_match_it_is_within()
    {
        var (random, within) = (new Random(11), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var (one, other) = (RandomTraffic.Match(random), RandomTraffic.Match(random));
            var narrowed = one.KeepSources(_ => random.Next(2) == 0) ?? one;
            Assert.True(narrowed.IsWithin(one), $"{i}: {narrowed} is cut from {one}");
            if (!one.IsWithin(other))
                continue;
            within++;
            for (var packets = 0; packets < 50; packets++)
            {
                var packet = RandomTraffic.Packet(random);
                Assert.True(!one.Matches(packet) || other.Matches(packet), $"{i}: {packet} is caught by {one} and not by {other}");
            }
        }
        Assert.True(within > 500, $"only {within} pairs were within each other");
    }
}
