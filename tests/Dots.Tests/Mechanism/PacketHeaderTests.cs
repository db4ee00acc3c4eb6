using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class PacketHeaderTests
{
    [Fact]
    public void Columns_become_the_match_they_print()
    {
        var match = Match("""
            "dst_ip":"192.0.2.1,192.0.2.2","dst_ports":"80,443","src_ips":"203.0.113.0/24,203.0.113.7","src_ports":53,"protocols":"17,tcp","tcp_flags":"NULL,SYN+ACK",
            "fragment":"DF","pkt_len":"64-128","icmp_type":"8","icmp_code":"0","DSCP":"46","TTL":255
            """);

        Assert.Equal(
            new TrafficMatch
            {
                Destinations = [Prefix.Parse("192.0.2.1/32"), Prefix.Parse("192.0.2.2/32")], DestinationPorts = [new(80, 80), new(443, 443)],
                Sources = [Prefix.Parse("203.0.113.0/24"), Prefix.Parse("203.0.113.7/32")], SourcePorts = [new(53, 53)], Protocols = [17, 6],
                TcpFlags = [TcpFlags.None, TcpFlags.SYN | TcpFlags.ACK], Fragments = [FragmentFlags.DontFragment], PacketLengths = [new(64, 128)],
                IcmpTypes = [8], IcmpCodes = [0], Dscps = [46], Ttls = [255],
            },
            match);
    }

    [Fact]
    public void Header_made_of_a_match_means_the_match()
    {
        var match = Match("""
            "dst_ip":"192.0.2.0/24,2001:db8::1","src_ips":"203.0.113.7,2001:db8:1::/48","src_ports":"53,0-1023","tcp_flags":"SYN","fragment":"IsF+FF"
            """);

        Assert.Null(PacketHeader.FromMatch(match).ToMatch(NoAlias, out var again));

        Assert.Equal(match, again);
        Assert.Equal(match, Match(Header(Sent(new MitigationRequest { Header = PacketHeader.FromMatch(match) }))));
    }

    [Fact]
    public void Single_address_is_sent_without_its_length() =>
        Assert.Contains("\"dst_ip\":\"192.0.2.1\",\"src_ips\":\"203.0.113.7,10.0.0.0/8\"", Sent(new MitigationRequest
        {
            Header = new() { Targets = ["192.0.2.1"], Sources = [Prefix.Parse("203.0.113.7/32"), Prefix.Parse("10.0.0.0/8")] },
        }), StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "dst_ip":"192.0.2.1,192.0.2.2,192.0.2.3","src_ips":"10.0.0.1,10.0.0.2" """, "src_ips")]
    [InlineData(""" "dst_ip":"192.0.2.1","src_ips":"10.0.0.1,10.0.0.2","TTL":"1,2,3" """, "src_ips")]
    [InlineData(""" "dst_ip":"a,b","dst_ports":"1,2,3" """, "dst_ip")]
    public void Columns_of_other_counts_are_400_and_named(string header, string name)
    {
        var refusal = Refused<MitigationRequest>(Request("", header));

        Assert.Equal((400, 0), (refusal.Status, refusal.ErrorReason));
        Assert.Contains($"packet_header.{name} has", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"dst_ip\":\"\"", "packet_header.dst_ip")]
    [InlineData("\"dst_ip\":\"192.0.2.1/24\"", "192.0.2.0/24")]
    [InlineData("\"dst_ip\":\"192.0.2\"", "packet_header.dst_ip")]
    [InlineData("\"dst_ip\":\"192.0.2.1, 192.0.2.2\"", "packet_header.dst_ip")]
    [InlineData("\"dst_ip\":\"an alias\"", "packet_header.dst_ip")]
    [InlineData("\"dst_ip\":\"a\",\"src_ips\":\"10.0.0.1,,10.0.0.2\"", "packet_header.src_ips")]
    [InlineData("\"dst_ip\":\"a\",\"src_ips\":\"10.0.0.1,here\"", "here")]
    [InlineData("\"dst_ip\":\"a\",\"src_ports\":\"65536\"", "65536")]
    [InlineData("\"dst_ip\":\"a\",\"tcp_flags\":\"syn\"", "syn")]
    [InlineData("\"dst_ip\":\"a\",\"DSCP\":\"64\"", "64")]
    [InlineData("\"dst_ip\":\"a\",\"protocols\":\"256\"", "256")]
    public void Value_that_is_not_valid_is_500_and_named(string header, string named)
    {
        var refusal = Refused<MitigationRequest>(Request("", header));

        Assert.Equal((500, 0), (refusal.Status, refusal.ErrorReason));
        Assert.StartsWith("packet_header.", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_alias_is_500_and_named()
    {
        var refusal = Accepted<MitigationRequest>(Request("", "\"dst_ip\":\"op2-zone7\"")).Header.ToMatch(NoAlias, out _);

        Assert.Equal((500, 0), (refusal!.Status, refusal.ErrorReason));
        Assert.Contains("op2-zone7", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Alias_of_several_prefixes_makes_a_row_of_each()
    {
        var header = Accepted<MitigationRequest>(Request("", """
            "dst_ip":"two,192.0.2.9","src_ips":"10.0.0.1,10.0.0.2","src_ports":"53"
            """)).Header;

        Assert.Null(header.ToMatch(name => name == "two" ? [Prefix.Parse("192.0.2.0/25"), Prefix.Parse("198.51.100.0/24")] : null, out var match));

        Assert.Equal(["192.0.2.0/25", "198.51.100.0/24", "192.0.2.9/32"], match.Destinations.Select(one => one.ToString()));
        Assert.Equal(["10.0.0.1/32", "10.0.0.1/32", "10.0.0.2/32"], match.Sources.Select(one => one.ToString()));
        Assert.Equal([new PortRange(53, 53)], match.SourcePorts.AsEnumerable());
    }

    [Fact]
    public void Aliases_that_expand_beyond_the_limit_are_400()
    {
        var header = new PacketHeader { Targets = ["wide"], SourcePorts = [.. Enumerable.Range(0, 60_000).Select(port => new PortRange((ushort)port, (ushort)port))] };
        ImmutableArray<Prefix> two = [Prefix.Parse("192.0.2.0/25"), Prefix.Parse("198.51.100.0/24")];

        Assert.Equal(400, header.ToMatch(_ => two, out _)!.Status);
    }

    [Fact]
    public void A_hundred_thousand_sources_are_accepted_and_one_more_is_400()
    {
        var sources = string.Join(',', Enumerable.Range(0, TrafficMatch.MaximumRows).Select(n => $"10.{n >> 16}.{(n >> 8) & 255}.{n & 255}"));
        var objects = string.Join(',', Enumerable.Repeat("{\"prefix\":\"10.0.0.1\"}", TrafficMatch.MaximumRows));

        Assert.Equal(TrafficMatch.MaximumRows, Match($"\"dst_ip\":\"192.0.2.1\",\"src_ips\":\"{sources}\"").Rows);
        Assert.Equal(400, Refused<MitigationRequest>(Request("", $"\"dst_ip\":\"192.0.2.1\",\"src_ips\":\"{sources},10.9.9.9\"")).Status);
        Assert.Equal(TrafficMatch.MaximumRows, Accepted<MitigationRequest>(Request(Sources(objects))).Extension!.Sources.Length);
        Assert.Contains("extensions.orchestrator.sources has 100001", Refused<MitigationRequest>(Request(Sources(objects + ",{}"))).Detail, StringComparison.Ordinal);

        static string Sources(string list) => $$$"""
            "extensions":{"orchestrator":{"version":1,"sources":[{{{list}}}]}}
            """;
    }

    private static TrafficMatch Match(string header)
    {
        Assert.Null(Accepted<MitigationRequest>(Request("", header)).Header.ToMatch(NoAlias, out var match));
        return match;
    }

    private static string Header(string request) => System.Text.Json.Nodes.JsonNode.Parse(request)!["packet_header"]!.ToJsonString()[1..^1];

    private static ImmutableArray<Prefix>? NoAlias(string name) => null;
}
