using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class TrafficMatchTests
{
    [Fact]
    public void Columns_of_one_count_one_value_or_none_form_rows()
    {
        Assert.Null(new TrafficMatch().Malformed());
        Assert.Equal(1, new TrafficMatch().Rows);
        var match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")], Protocols = [6, 17, 17], SourcePorts = [PortRange.Any, new(53, 53), new(123, 123)] };
        Assert.Null(match.Malformed());
        Assert.Equal(3, match.Rows);
    }

    [Fact]
    public void Column_of_another_count_is_named()
    {
        var match = new TrafficMatch { Protocols = [6, 17, 17], Ttls = [1, 2] };

        Assert.Equal("TTL has 2 values where others have 3; same count, one value, or none", match.Malformed());
    }

    [Fact]
    public void Rows_beyond_the_limit_are_refused()
    {
        TrafficMatch Of(int rows) => new() { Protocols = [.. Enumerable.Repeat((byte)17, rows)] };

        Assert.Null(Of(TrafficMatch.MaximumRows).Malformed());
        Assert.Contains("100001 rows", Of(TrafficMatch.MaximumRows + 1).Malformed(), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_columns_are_equal_matches()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (one, same, other) = (RandomTraffic.Match(new Random(seed)), RandomTraffic.Match(new Random(seed)), RandomTraffic.Match(new Random(seed + 1000)));

            Assert.Equal(one, same);
            Assert.Equal(one.GetHashCode(), same.GetHashCode());
            Assert.Equal(one.Equals(other), other.Equals(one));
            Assert.False(one.Equals(null));
        }
    }

    [Fact]
    public void Difference_in_any_column_is_a_difference()
    {
        TrafficMatch[] different =
        [
            new(), new() { Destinations = [Prefix.Parse("192.0.2.1")] }, new() { Sources = [Prefix.Parse("192.0.2.1")] },
            new() { SourcePorts = [new(0, 0)] }, new() { DestinationPorts = [new(0, 0)] }, new() { PacketLengths = [new(0, 0)] },
            new() { Protocols = [0] }, new() { IcmpTypes = [0] }, new() { IcmpCodes = [0] }, new() { Dscps = [0] }, new() { Ttls = [0] },
            new() { TcpFlags = [TcpFlags.None] }, new() { Fragments = [FragmentFlags.None] }, new() { Protocols = [0, 0] }, new() { Protocols = [1] },
        ];

        Assert.Equal(different.Length, different.Distinct().Count());
    }

    [Fact]
    public void Text_of_a_large_match_stays_short()
    {
        var match = new TrafficMatch
        {
            Destinations = [Prefix.Parse("192.0.2.1")], Protocols = [17], SourcePorts = [new(53, 53)],
            Sources = [.. Enumerable.Range(0, 50_000).Select(i => Prefix.Create((UInt128)i, 32, v6: false))],
        };

        Assert.Equal("to 192.0.2.1/32 protocol 17 from port 53 from 50000 source(s)", match.ToString());
    }
}
