using System.Net;
using Dots.Transport.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

public sealed class PeerUrlTests
{
    [Theory]
    [InlineData("https://dots.op1.example/", "https://dots.op1.example/")]
    [InlineData("https://dots.op1.example:8443/consortium", "https://dots.op1.example:8443/consortium/")]
    [InlineData("https://93.184.216.34", "https://93.184.216.34/")]
    [InlineData("https://[2606:2800:220:1::1]:8443", "https://[2606:2800:220:1::1]:8443/")]
    public void Public_https_base_is_accepted(string url, string expected) => Assert.Equal(expected, PeerUrl.Check(url, allowPrivate: false).Url?.AbsoluteUri);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dots.op1.example")]
    [InlineData("/dots")]
    [InlineData("http://dots.op1.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@dots.op1.example/")]
    [InlineData("https://user:secret@dots.op1.example/")]
    [InlineData("https://@dots.op1.example/")]
    [InlineData("https://dots.op1.example/#part")]
    [InlineData("https://dots.op1.example/#")]
    [InlineData("https://dots.op1.example/?to=x")]
    [InlineData("https://dots.op1.example/ x")]
    [InlineData("https://dots.op1.example\\@evil.example/")]
    [InlineData("https://dots.op1.example:0/")]
    public void Anything_but_a_plain_https_base_is_refused_everywhere(string? url)
    {
        Assert.NotNull(PeerUrl.Check(url, allowPrivate: false).Fault);
        Assert.NotNull(PeerUrl.Check(url, allowPrivate: true).Fault);
    }

    [Theory]
    [InlineData("https://127.0.0.1:8443/")]
    [InlineData("https://localhost:8443/")]
    [InlineData("https://[::1]:8443/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    public void This_machine_and_private_networks_are_for_development_only(string url)
    {
        Assert.NotNull(PeerUrl.Check(url, allowPrivate: false).Fault);
        Assert.Null(PeerUrl.Check(url, allowPrivate: true).Fault);
    }

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:224.0.0.1", false)]
    [InlineData("10.0.0.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("64:ff9b::10.0.0.1", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("::127.0.0.1", true)]
    public void Special_addresses_are_refused(string address, bool inDevelopment)
    {
        Assert.NotNull(AddressRules.Refuses(IPAddress.Parse(address), allowPrivate: false));
        Assert.Equal(inDevelopment, AddressRules.Refuses(IPAddress.Parse(address), allowPrivate: true) is null);
    }

    [Theory]
    [InlineData("9.9.9.9")]
    [InlineData("172.32.0.1")]
    [InlineData("2620:fe::fe")]
    [InlineData("::ffff:9.9.9.9")]
    [InlineData("64:ff9b::9.9.9.9")]
    public void Public_addresses_are_called(string address) => Assert.Null(AddressRules.Refuses(IPAddress.Parse(address), allowPrivate: false));
}
