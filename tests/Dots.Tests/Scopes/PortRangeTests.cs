using Dots.Scopes;

namespace Dots.Tests.Scopes;

public sealed class PortRangeTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("53", 53, 53)]
    [InlineData("1024-65535", 1024, 65535)]
    [InlineData("80-80", 80, 80)]
    public void Good_text_parses(string text, int first, int last)
    {
        Assert.True(PortRange.TryParse(text, out var range));
        Assert.Equal(new PortRange((ushort)first, (ushort)last), range);
        Assert.True(PortRange.TryParse(range.ToString(), out var again));
        Assert.Equal(range, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("53-")]
    [InlineData("-53")]
    [InlineData("54-53")]
    [InlineData("1-2-3")]
    [InlineData("65536")]
    [InlineData("053")]
    [InlineData("00")]
    [InlineData("+53")]
    [InlineData(" 53")]
    [InlineData("53 ")]
    [InlineData("53\0")]
    [InlineData("53\u0661")]
    [InlineData("1e3")]
    [InlineData("0x35")]
    [InlineData("http")]
    public void Bad_text_is_refused(string text)
    {
        Assert.False(PortRange.TryParse(text, out var range));
        Assert.Equal(default, range);
    }

    [Fact]
    public void Range_holds_its_ends_and_what_lies_between()
    {
        var range = new PortRange(10, 20);

        Assert.True(range.Contains(10) && range.Contains(20) && !range.Contains(9) && !range.Contains(21));
        Assert.True(range.Contains(new PortRange(10, 20)) && range.Contains(new PortRange(11, 19)));
        Assert.False(range.Contains(new PortRange(9, 12)) || range.Contains(new PortRange(15, 21)));
        Assert.True(PortRange.Any.Contains(range));
    }
}
