using Dots.Mechanism;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class ReturningPathTests
{
    [Theory]
    [InlineData("\"tunnel_information\":\"GRE 198.51.100.1\"", "tunnel_information 198.51.100.1/32")]
    [InlineData("\"tunnel_information\":\"198.51.100.1\"", "tunnel_information 198.51.100.1/32")]
    [InlineData("\"tunnel_information\":\"GRE local=198.51.100.1,remote=2001:db8::1;key=5\"", "tunnel_information 198.51.100.1/32", "tunnel_information 2001:db8::1/128")]
    [InlineData("\"next_hop\":\"198.51.100.9\"", "next_hop 198.51.100.9/32")]
    [InlineData("\"tunnel_information\":\"GRE 198.51.100.1\",\"next_hop\":\"2001:db8::9\"", "tunnel_information 198.51.100.1/32", "next_hop 2001:db8::9/128")]
    [InlineData("\"tunnel_information\":\"null\",\"next_hop\":null")]
    [InlineData("")]
    public void Every_address_is_an_end_point(string members, params string[] points)
    {
        var registration = Accepted<Registration>(Registration(members));

        var (found, refusal) = ReturningPath.Read(registration);

        Assert.Null(refusal);
        Assert.Equal(points, found.Select(p => $"{p.Attribute} {p.Address}"));
    }

    [Theory]
    [InlineData("tunnel_information", "GRE")]
    [InlineData("tunnel_information", "GRE tunnel.example.org")]
    [InlineData("tunnel_information", "GRE 198.51.100.1 tunnel.example.org")]
    [InlineData("tunnel_information", "GRE 198.51.100.0/24")]
    [InlineData("tunnel_information", "1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5")]
    [InlineData("next_hop", "router1.example.org")]
    [InlineData("next_hop", "198.51.100.0/24")]
    [InlineData("next_hop", "198.51.100.1,198.51.100.2")]
    public void What_cannot_be_checked_is_500_with_reason_1_and_named(string attribute, string value)
    {
        var (_, refusal) = ReturningPath.Read(Accepted<Registration>(Registration($"\"{attribute}\":\"{value}\"")));

        Assert.Equal((500, 1), (refusal!.Status, refusal.ErrorReason));
        Assert.StartsWith(attribute, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_carries_it_as_it_was_registered()
    {
        var order = new MitigationRequest
        {
            AlertId = Samples.Id, SenderId = Samples.Id, Header = new PacketHeader { Targets = ["192.0.2.1"] },
            Extension = new() { Engagement = new() { Id = "a:b/c", Revision = 1, NotAfter = DateTimeOffset.UnixEpoch, TunnelInformation = "GRE 198.51.100.1", NextHop = "198.51.100.9" } },
        };

        var read = Accepted<MitigationRequest>(MechanismCodec.Encode(order)).Extension!.Engagement!;

        Assert.Equal(("GRE 198.51.100.1", "198.51.100.9"), (read.TunnelInformation, read.NextHop));
    }
}
