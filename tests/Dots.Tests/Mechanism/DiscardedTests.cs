using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Dots.Tests.Mechanism;

public class DiscardedTests
{
    [Fact]
    public void Every_value_is_told_once()
    {
        var status = Samples.MitigationStatusUpdates.Discarding(new()
        {
            Destinations = [Prefix.Parse("192.0.2.1"), Prefix.Parse("192.0.2.1")], Sources = [Prefix.Parse("203.0.113.7"), Prefix.Parse("203.0.113.8")],
            SourcePorts = [new(53, 53)], TcpFlags = [TcpFlags.SYN, TcpFlags.SYN],
        });

        Assert.Equal(["192.0.2.1/32"], status.DestinationIps.Select(d => d.ToString()));
        Assert.Equal(["203.0.113.7/32", "203.0.113.8/32"], status.SourceIps.Select(s => s.ToString()));
        Assert.Equal([new PortRange(53, 53)], status.SourcePorts.AsEnumerable());
        Assert.Equal([TcpFlags.SYN], status.TcpFlags.AsEnumerable());
        Assert.Empty(status.DestinationPorts);
        Assert.Same(status, status.Discarding(null));
    }

    [Fact]
    public void Filters_together_discard_what_each_does_and_anything_when_one_does()
    {
        Assert.Equal([1, 2, 3], Discarded.Union<int>([[1, 2], [2, 3]]).AsEnumerable());
        Assert.Empty(Discarded.Union<int>([[1, 2], []]));
        Assert.Empty(Discarded.Union<int>([]));
    }

    [Fact]
    public void More_values_than_fit_are_not_told_in_part()
    {
        ImmutableArray<int> most = [.. Enumerable.Range(0, Discarded.MaximumValues)];
        Assert.Equal(most.AsEnumerable(), Discarded.Union([most, most]).AsEnumerable());
        Assert.Empty(Discarded.Union([most, [-1]]));
    }
}
