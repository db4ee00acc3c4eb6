using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchRowsTests
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17;

    private static readonly Packet Dns = new()
    {
        Source = Prefix.Parse("198.51.100.1"), Destination = Prefix.Parse("192.0.2.1"), Protocol = Udp, SourcePort = 53, DestinationPort = 4000, Length = 1400, Ttl = 60,
    };

    [Fact]
    public void Values_of_one_position_belong_together()
    {
        var match = new TrafficMatch
        {
            Destinations = [Prefix.Parse("192.0.2.1")],
            Protocols = [Udp, Tcp],
            SourcePorts = [new(53, 53), new(80, 80)],
        };

        Assert.True(match.Matches(Dns));
        Assert.True(match.Matches(Dns with { Protocol = Tcp, SourcePort = 80 }));
        Assert.False(match.Matches(Dns with { SourcePort = 80 }));
        Assert.False(match.Matches(Dns with { Protocol = Tcp }));
    }

    [Fact]
    public void Single_value_holds_for_every_row_and_an_empty_column_for_anything()
    {
        var match = new TrafficMatch
        {
            Destinations = [Prefix.Parse("192.0.2.1")],
            Sources = [Prefix.Parse("198.51.100.1"), Prefix.Parse("203.0.113.0/24")],
        };

        Assert.True(match.Matches(Dns));
        Assert.True(match.Matches(Dns with { Source = Prefix.Parse("203.0.113.9"), SourcePort = 1, Ttl = 3 }));
        Assert.False(match.Matches(Dns with { Destination = Prefix.Parse("192.0.2.2") }));
        Assert.False(match.Matches(Dns with { Source = Prefix.Parse("198.51.100.2") }));
    }

    [Fact]
    public void Every_column_is_compared()
    {
        var all = new TrafficMatch
        {
            Destinations = [Prefix.Parse("192.0.2.0/24")], Sources = [Prefix.Parse("198.51.100.0/24")], SourcePorts = [new(50, 60)], DestinationPorts = [new(4000, 4000)],
            Protocols = [Udp], TcpFlags = [TcpFlags.None], Fragments = [FragmentFlags.None], PacketLengths = [new(1000, 1500)],
            IcmpTypes = [0], IcmpCodes = [0], Dscps = [0], Ttls = [60],
        };

        Assert.True(all.Matches(Dns));
        Packet[] others =
        [
            Dns with { Destination = Prefix.Parse("192.0.3.1") }, Dns with { Source = Prefix.Parse("2001:db8::1") }, Dns with { SourcePort = 61 }, Dns with { DestinationPort = 3999 },
            Dns with { Protocol = Tcp }, Dns with { TcpFlags = TcpFlags.SYN }, Dns with { Fragment = FragmentFlags.First }, Dns with { Length = 999 },
            Dns with { IcmpType = 8 }, Dns with { IcmpCode = 1 }, Dns with { Dscp = 46 }, Dns with { Ttl = 61 },
        ];
        Assert.All(others, other => Assert.False(all.Matches(other)));
    }

    [Theory]
    [InlineData(TcpFlags.SYN, TcpFlags.SYN, true)]
    [InlineData(TcpFlags.SYN, TcpFlags.SYN | TcpFlags.ACK, true)]
    [InlineData(TcpFlags.SYN | TcpFlags.ACK, TcpFlags.SYN | TcpFlags.ACK | TcpFlags.PSH, true)]
    [InlineData(TcpFlags.SYN | TcpFlags.ACK, TcpFlags.SYN, false)]
    [InlineData(TcpFlags.SYN, TcpFlags.None, false)]
    [InlineData(TcpFlags.None, TcpFlags.None, true)]
    [InlineData(TcpFlags.None, TcpFlags.FIN, false)]
    public void All_named_flags_must_be_set_and_none_means_none(TcpFlags named, TcpFlags set, bool caught) =>
        Assert.Equal(caught, new TrafficMatch { TcpFlags = [named] }.Matches(Dns with { Protocol = Tcp, TcpFlags = set }));

    [Theory]
    [InlineData(FragmentFlags.IsFragment, FragmentFlags.IsFragment | FragmentFlags.Last, true)]
    [InlineData(FragmentFlags.IsFragment | FragmentFlags.First, FragmentFlags.IsFragment, false)]
    [InlineData(FragmentFlags.None, FragmentFlags.DontFragment, false)]
    [InlineData(FragmentFlags.None, FragmentFlags.None, true)]
    public void Fragment_flags_are_compared_like_those_of_tcp(FragmentFlags named, FragmentFlags set, bool caught) =>
        Assert.Equal(caught, new TrafficMatch { Fragments = [named] }.Matches(Dns with { Fragment = set }));

    [Fact]
    public void Flags_have_the_bits_of_the_tcp_header() =>
        Assert.Equal([0x01, 0x02, 0x04, 0x08, 0x10, 0x20], new[] { TcpFlags.FIN, TcpFlags.SYN, TcpFlags.RST, TcpFlags.PSH, TcpFlags.ACK, TcpFlags.URG }.Select(f => (int)f));

    [Fact]
    public void Zero_of_a_field_that_a_packet_lacks_is_not_caught_without_a_protocol()
    {
        var ping = new Packet { Source = Dns.Source, Destination = Dns.Destination, Protocol = Icmp };

        Assert.False(new TrafficMatch { TcpFlags = [TcpFlags.None] }.Matches(Dns));
        Assert.False(new TrafficMatch { IcmpTypes = [0] }.Matches(Dns));
        Assert.False(new TrafficMatch { IcmpCodes = [0] }.Matches(Dns));
        Assert.True(new TrafficMatch { IcmpTypes = [0] }.Matches(ping));
        Assert.False(new TrafficMatch { SourcePorts = [new(0, 1023)] }.Matches(ping));
        Assert.False(new TrafficMatch { DestinationPorts = [new(0, 0)] }.Matches(ping));
    }

    [Fact]
    public void Row_of_a_protocol_without_ports_is_written_with_port_zero()
    {
        var match = new TrafficMatch { Protocols = [Udp, Icmp], SourcePorts = [new(53, 53), new(0, 0)], IcmpTypes = [0, 8] };

        Assert.True(match.Matches(Dns));
        Assert.True(match.Matches(new Packet { Source = Dns.Source, Destination = Dns.Destination, Protocol = Icmp, IcmpType = 8 }));
        Assert.False(match.Matches(new Packet { Source = Dns.Source, Destination = Dns.Destination, Protocol = Icmp, IcmpType = 0 }));
    }

    [Fact]
    public void Match_catches_what_one_of_its_rows_catches()
    {
        var caught = 0;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var match = RandomTraffic.Match(random);
            var rows = Enumerable.Range(0, match.Rows).Select(row => RandomTraffic.Row(match, row)).ToArray();
            Assert.Null(match.Malformed());

            for (var i = 0; i < 30; i++)
            {
                var packet = RandomTraffic.Packet(random);
                var expected = rows.Any(row => row.Matches(packet));
                Assert.True(match.Matches(packet) == expected, $"seed {seed}: {packet}");
                caught += expected ? 1 : 0;
            }
        }

        Assert.True(caught > 1000, $"only {caught} packets were caught: the test asks too little");
    }

    [Fact]
    public void Many_sources_are_asked_by_many_threads_at_once()
    {
        ImmutableArray<Prefix> sources = [.. Enumerable.Range(0, TrafficMatch.MaximumRows).Select(i => Prefix.Create(0x0A000000u + ((uint)i * 2), 32, v6: false))];
        var match = new TrafficMatch { Destinations = [Dns.Destination], Sources = sources, Protocols = [.. sources.Select(_ => Udp)] };

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0u; i < 200_000; i++)
                Assert.Equal(i % 2 == 0, match.Matches(Dns with { Source = Prefix.Create(0x0A000000u + i, 32, v6: false) }));
        });
    }
}
