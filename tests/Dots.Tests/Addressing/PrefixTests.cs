using System.Net;
using Dots.Addressing;

namespace Dots.Tests.Addressing;

public sealed class PrefixTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/32", "255.255.255.255/32")]
    [InlineData("2001:DB8::/48", "2001:db8::/48")]
    [InlineData("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::", "::/128")]
    [InlineData("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201/128")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1/128")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::FFFF:c000:0207", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    [InlineData("::/95", "::/95")]
    public void Good_text_parses_to_its_canonical_form(string text, string canonical)
    {
        Assert.True(Prefix.TryParse(text, out var prefix, out var error), error);
        Assert.Equal(canonical, prefix.ToString());
        Assert.Equal(prefix, Prefix.Parse(canonical));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/24")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.1.1")]
    [InlineData("192.0.2.")]
    [InlineData(".192.0.2")]
    [InlineData("192..2.1")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.-1")]
    [InlineData("192.0.2.+1")]
    [InlineData("192.0.02.1")]
    [InlineData("192.0.2.00")]
    [InlineData("0xC0.0.2.1")]
    [InlineData("3221225985")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1 ")]
    [InlineData("192.0.2.1\n")]
    [InlineData("192.0.2.1\0")]
    [InlineData("192.0.2.\u0661")]
    [InlineData("192.0.2.1:80")]
    [InlineData("[192.0.2.1]")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/024")]
    [InlineData("192.0.2.0/+24")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/ 24")]
    [InlineData("192.0.2.0/24\0")]
    [InlineData("192.0.2.0/24/24")]
    [InlineData("192.0.2.0/255.255.255.0")]
    [InlineData("192.0.2.0/4294967320")]
    [InlineData("192.0.2.1/24")]
    [InlineData("128.0.0.0/0")]
    [InlineData("2001:db8::1/64")]
    [InlineData("::ffff:192.0.2.1/120")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::/00")]
    [InlineData("2001:db8:::1")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("12345::")]
    [InlineData("2001:db8::g")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%1/64")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("::192.0.2.01")]
    [InlineData("::192.0.2")]
    [InlineData("1:2:3:4:5:6:7:192.0.2.1")]
    [InlineData("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/128")]
    [InlineData("example.net")]
    [InlineData("192.0.2.1,192.0.2.2")]
    public void Bad_text_is_refused_with_a_reason(string? text)
    {
        Assert.False(Prefix.TryParse(text, out var prefix, out var error));
        Assert.Equal(default, prefix);
        Assert.NotEmpty(error);
        Assert.Throws<FormatException>(() => Prefix.Parse(text ?? ""));
    }

    [Fact]
    public void Refusal_of_host_bits_names_the_prefix_that_was_meant()
    {
        Assert.False(Prefix.TryParse("192.0.2.1/24", out _, out var error));
        Assert.Contains("the prefix is 192.0.2.0/24", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_shows_hostile_text_short_and_without_controls()
    {
        Assert.False(Prefix.TryParse("x\r\nwarn all is well\u001b[2J" + new string('9', 1_000_000), out _, out var error));
        Assert.DoesNotContain(error, char.IsControl);
        Assert.InRange(error.Length, 1, 200);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("fe80::1%3", "fe80::1/128")]
    public void Address_becomes_the_prefix_of_that_address_alone(string address, string prefix) =>
        Assert.Equal(prefix, Prefix.FromAddress(IPAddress.Parse(address)).ToString());

    [Fact]
    public void Bits_behind_the_length_are_cleared_on_creation()
    {
        Assert.Equal(Prefix.Parse("192.0.2.0/24"), Prefix.Create(0xC0000207, 24, v6: false));
        Assert.Equal(Prefix.Parse("0.0.0.0/0"), Prefix.Create(UInt128.MaxValue, 0, v6: false));
        Assert.Equal(Prefix.Parse("255.255.255.255"), Prefix.Create(UInt128.MaxValue, 32, v6: false));
        Assert.Equal(Prefix.Parse("::/0"), Prefix.Create(UInt128.MaxValue, 0, v6: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prefix.Create(0, 33, v6: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prefix.Create(0, -1, v6: true));
    }

    [Fact]
    public void Families_never_hold_each_other()
    {
        var (all4, all6) = (Prefix.Parse("0.0.0.0/0"), Prefix.Parse("::/0"));

        Assert.False(all6.Contains(all4));
        Assert.False(all4.Contains(all6));
        Assert.False(all4.Overlaps(all6));
    }

    [Fact]
    public void Order_is_family_then_network_then_shorter_first()
    {
        string[] sorted = ["0.0.0.0/0", "192.0.2.0/24", "192.0.2.0/25", "192.0.2.128/25", "::/0", "2001:db8::/32"];

        Assert.Equal(sorted, sorted.Reverse().Select(Prefix.Parse).Order().Select(p => p.ToString()));
        Assert.True(Prefix.Parse(sorted[1]) < Prefix.Parse(sorted[2]) && Prefix.Parse(sorted[2]) <= Prefix.Parse(sorted[2]));
        Assert.True(Prefix.Parse(sorted[4]) > Prefix.Parse(sorted[3]) && Prefix.Parse(sorted[4]) >= Prefix.Parse(sorted[3]));
    }
}
