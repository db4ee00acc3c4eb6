using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class RegistrationTests
{
    [Fact]
    public void Without_countermeasures_no_blackhole_is_accepted() =>
        Assert.Equal(Countermeasures.Mitigation | Countermeasures.Flowspec, Accepted<Registration>(Registration("")).Countermeasures);

    [Theory]
    [InlineData("all", Countermeasures.All)]
    [InlineData("blackhole", Countermeasures.Blackhole)]
    [InlineData("flowspec,mitigation", Countermeasures.Flowspec | Countermeasures.Mitigation)]
    public void Countermeasures_are_a_list_of_words(string csv, Countermeasures expected) =>
        Assert.Equal(expected, Accepted<Registration>(Registration($"\"countermeasures\":\"{csv}\"")).Countermeasures);

    [Theory]
    [InlineData("")]
    [InlineData("everything")]
    [InlineData("mitigation, flowspec")]
    public void Other_countermeasures_are_500_with_reason_1(string csv)
    {
        var refusal = Refused<Registration>(Registration($"\"countermeasures\":\"{csv}\""));

        Assert.Equal((500, 1), (refusal.Status, refusal.ErrorReason));
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("0")]
    [InlineData("\"\"")]
    public void Port_0_protects_all_ports(string wire) => Assert.Empty(Accepted<Registration>(Registration($"\"protected_port\":{wire}")).ProtectedPorts);

    [Fact]
    public void Ports_and_protocols_are_lists()
    {
        var registration = Accepted<Registration>(Registration("""
            "protected_port":"80,1024-2048","protected_protocol":"tcp,udp,47"
            """));

        Assert.Equal([new PortRange(80, 80), new(1024, 2048)], registration.ProtectedPorts.AsEnumerable());
        Assert.Equal([6, 17, 47], registration.ProtectedProtocols.AsEnumerable());
        Assert.Contains("\"protected_protocol\":\"tcp,udp,47\"", Sent(registration), StringComparison.Ordinal);
        Assert.Empty(Accepted<Registration>(Registration("\"protected_protocol\":\"all\"")).ProtectedProtocols);
    }

    [Theory]
    [InlineData("""{"index":0,"ipv4_CIDR":"192.0.2.1/24"}""", "protected_zone[0].ipv4_CIDR")]
    [InlineData("""{"index":0,"ipv4_CIDR":"2001:db8::/48"}""", "protected_zone[0].ipv4_CIDR")]
    [InlineData("""{"index":0,"ipv6_address":"192.0.2.0/24"}""", "protected_zone[0].ipv6_address")]
    [InlineData("""{"index":0,"ipv6_address":"2001:db8::/48"}""", "protected_zone[0].ipv6_address")]
    [InlineData("""{"index":0,"DNS_name":"a.example"},{"index":1,"ipv4_CIDR":"192.0.2.0/24","DNS_name":"b.example"}""", "protected_zone[1]")]
    [InlineData("""{"index":3,"DNS_name":"a.example"},{"index":4,"DNS_name":"b.example"},{"index":3,"ipv4_CIDR":"192.0.2.0/24"}""", "protected_zone[2].index")]
    [InlineData("7", "protected_zone[0]")]
    public void Zone_that_is_not_valid_is_500_and_named(string zones, string path)
    {
        var refusal = Refused<Registration>(Registration("", zones));

        Assert.Equal((500, 1), (refusal.Status, refusal.ErrorReason));
        Assert.StartsWith(path, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "protected_zone")]
    [InlineData("""{"index":0}""", "protected_zone[0]")]
    [InlineData("""{"index":0,"ipv4_CIDR":"192.0.2.0/24"},{"ipv4_CIDR":"192.0.2.0/24"}""", "protected_zone[1].index")]
    public void Zone_that_lacks_something_is_400_and_named(string zones, string path)
    {
        var refusal = Refused<Registration>(Registration("", zones));

        Assert.Equal((400, 0), (refusal.Status, refusal.ErrorReason));
        Assert.StartsWith(path, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void List_entry_of_a_family_outside_ip_version_is_500()
    {
        var refusal = Refused<Registration>(Registration("""
            "black_list":[{"name":"a"},{"destination_ip":"2001:db8::1"}]
            """));

        Assert.Equal(500, refusal.Status);
        Assert.StartsWith("black_list[1].destination_ip", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_families_may_be_registered_together()
    {
        var registration = Accepted<Registration>(Registration("", """{"index":0,"ipv4_CIDR":"192.0.2.1"},{"index":1,"ipv6_address":"2001:db8::/48"}""", "v4,v6"));

        Assert.Equal([Prefix.Parse("192.0.2.1/32"), Prefix.Parse("2001:db8::/48")], registration.ProtectedZones.Select(zone => zone.Prefix!.Value));
    }

    [Theory]
    [InlineData("http://op2.example/")]
    [InlineData("https://user@op2.example/")]
    [InlineData("https://op2.example/?q")]
    [InlineData("/dots")]
    [InlineData("https:///path")]
    public void Callback_that_is_no_plain_https_is_500(string url) => Assert.Contains("extensions.orchestrator.callback_url", Refused<Registration>(Registration($$$"""
        "extensions":{"orchestrator":{"version":1,"callback_url":"{{{url}}}"}}
        """)).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"version":1}""", true)]
    [InlineData("""{}""", true)]
    [InlineData("""{"kind":17,"version":2}""", false)]
    [InlineData("""{"version":{"a":1},"operator":"x"}""", false)]
    public void Extension_of_another_version_is_ignored(string extension, bool isRead) =>
        Assert.Equal(isRead, Accepted<Registration>(Registration($$$"""
            "extensions":{"orchestrator":{{{extension}}} }
            """)).Extension is not null);

    [Fact]
    public void Peer_without_extensions_is_known_as_such() => Assert.Null(Accepted<Registration>(Registration("\"extensions\":{\"other\":{}}")).Extension);
}
