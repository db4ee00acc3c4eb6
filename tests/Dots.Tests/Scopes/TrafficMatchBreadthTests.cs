using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchBreadthTests
{
    private static readonly ImmutableArray<Prefix> Target = [Prefix.Parse("192.0.2.1")];

    [Fact]
    public void Destination_alone_is_destination_only()
    {
        Assert.True(new TrafficMatch { Destinations = Target }.IsDestinationOnly);
        Assert.True(new TrafficMatch { Destinations = Target }.CatchesWholeDestination());
        Assert.False(new TrafficMatch { Destinations = Target }.IsSourcesOnly);
    }

    [Fact]
    public void Columns_that_let_everything_in_change_nothing()
    {
        var match = new TrafficMatch
        {
            Destinations = Target, Sources = Prefixes("0.0.0.0/0"), SourcePorts = [PortRange.Any], DestinationPorts = [PortRange.Any, PortRange.Any], PacketLengths = [PortRange.Any],
        };

        Assert.True(match.IsDestinationOnly);
        Assert.True(match.CatchesWholeDestination());
    }

    [Fact]
    public void Any_real_condition_makes_it_more_than_a_destination()
    {
        TrafficMatch[] conditions =
        [
            new() { Destinations = Target, Sources = Prefixes("198.51.100.0/24") }, new() { Destinations = Target, SourcePorts = [new(53, 53)] },
            new() { Destinations = Target, DestinationPorts = [new(80, 80)] }, new() { Destinations = Target, Protocols = [17] },
            new() { Destinations = Target, TcpFlags = [TcpFlags.None] }, new() { Destinations = Target, Fragments = [FragmentFlags.None] },
            new() { Destinations = Target, PacketLengths = [new(1000, 1500)] }, new() { Destinations = Target, IcmpTypes = [0] },
            new() { Destinations = Target, IcmpCodes = [0] }, new() { Destinations = Target, Dscps = [0] }, new() { Destinations = Target, Ttls = [64] },
        ];

        Assert.All(conditions, match => Assert.False(match.IsDestinationOnly || match.CatchesWholeDestination()));
        Assert.Equal(conditions[..1], conditions.Where(match => match.IsSourcesOnly));
    }

    [Fact]
    public void One_open_row_among_others_catches_the_whole_destination()
    {
        var match = new TrafficMatch { Destinations = Target, Sources = Prefixes("198.51.100.0/24", "::/0", "0.0.0.0/0") };
        var ports = new TrafficMatch { Destinations = Target, SourcePorts = [new(53, 53), PortRange.Any] };

        Assert.False(match.IsDestinationOnly);
        Assert.True(match.CatchesWholeDestination());
        Assert.False(ports.IsDestinationOnly);
        Assert.True(ports.CatchesWholeDestination());
    }

    [Fact]
    public void Sources_that_add_up_to_everything_catch_the_whole_destination()
    {
        var halves = Prefixes("0.0.0.0/1", "128.0.0.0/1");

        Assert.True(new TrafficMatch { Destinations = Target, Sources = halves }.CatchesWholeDestination());
        Assert.False(new TrafficMatch { Destinations = Target, Sources = halves, SourcePorts = [new(53, 53)] }.CatchesWholeDestination());
        Assert.False(new TrafficMatch { Destinations = Target, Sources = halves, SourcePorts = [new(53, 53), PortRange.Any] }.CatchesWholeDestination());
        Assert.False(new TrafficMatch { Destinations = Prefixes("192.0.2.1", "192.0.2.2"), Sources = halves }.CatchesWholeDestination());
    }

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
