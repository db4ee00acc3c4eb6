using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Quickstart.Attacks;
using Quickstart.Scenario;

namespace Quickstart.Tests.Scenario;

public sealed class ToldSourcesTests
{
    [Fact]
    public void Few_sources_are_told_one_by_one_the_heaviest_first()
    {
        var told = ToldSources.Of(Attack(Enumerable.Range(0, 4), host => (host + 1) * 1000, packets: 0.2));

        Assert.Equal(["20.0.0.3/32", "20.0.0.2/32", "20.0.0.1/32", "20.0.0.0/32"], told.Select(s => s.Prefix.ToString()));
        Assert.Equal([4000L, 3000, 2000, 1000], told.Select(s => s.Bps!.Value));
        Assert.All(told, s => Assert.Equal(1, s.Packets));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_sources_than_a_request_takes_are_told_as_the_prefixes_they_add_up_to_and_fit_it(bool ipv6)
    {
        // Pairs that are whole /31s, and every eighth a lonely one that sends more.
        var hosts = Enumerable.Range(0, 150_000).Where(h => h % 8 != 1).ToList();
        var told = ToldSources.Of(Attack(hosts, host => host % 8 == 0 ? 9_000_000 : 1000, ipv6: ipv6));

        Assert.Equal(9_000_000, told[0].Bps);
        Assert.Contains(told, s => s.Prefix.Length < s.Prefix.Width);
        Assert.InRange(told.Length, 30_000, ToldSources.Most);
        var request = new MitigationRequest
        {
            AlertId = new string('a', 64), SenderId = new string('b', 64), SenderAsn = 64501, Action = MitigationAction.Mitigation, Header = PacketHeader.FromMatch(new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")] }),
            Extension = new() { Sources = told },
        };
        Assert.InRange(MechanismCodec.Encode(request).Length, 1 << 20, 4 << 20);
    }

    private static Attack Attack(IEnumerable<int> hosts, Func<int, double> bps, double? packets = null, bool ipv6 = false) => new(
        "many", new AttackSignature(6, [], [443]),
        [.. hosts.Select(h => new AttackFlow(
            ipv6 ? Prefix.Create(Prefix.Parse("2a00:1234:5678:9abc:def0:1234:5678::").Bits + (UInt128)h, 128, v6: true) : Prefix.Create((20u << 24) + (UInt128)h, 32, v6: false), 6, 1, 443, bps(h), 1) { Packets = packets })]);
}
