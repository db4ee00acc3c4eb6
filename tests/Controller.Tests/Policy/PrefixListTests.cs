using Controller.Policy;
using Dots.Addressing;

namespace Controller.Tests.Policy;

public sealed class PrefixListTests
{
    [Fact]
    public void Lines_are_prefixes_with_or_without_a_note()
    {
        var list = PrefixList.Parse("# roots\n198.41.0.4/32\ta.root-servers.net\n\n2001:db8::/48\n192.0.2.0/24\r\n");

        Assert.Equal(["192.0.2.0/24", "198.41.0.4/32", "2001:db8::/48"], list.All.Select(p => p.ToString()));
        Assert.True(list.Covers(Prefix.Parse("192.0.2.7/32")));
        Assert.False(list.Covers(Prefix.Parse("192.0.2.0/23")));
        Assert.True(list.Overlaps(Prefix.Parse("192.0.0.0/16")));
    }

    [Fact]
    public void Every_bad_line_is_named()
    {
        var problem = Assert.Throws<FormatException>(() => PrefixList.Parse("192.0.2.0/24\n192.0.2.1/24\nhost.example\n"));

        Assert.Contains("line 2:", problem.Message, StringComparison.Ordinal);
        Assert.Contains("line 3:", problem.Message, StringComparison.Ordinal);
    }
}
