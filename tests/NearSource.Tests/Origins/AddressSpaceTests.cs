using Dots.Addressing;
using NearSource.Origins;

namespace NearSource.Tests.Origins;

public sealed class AddressSpaceTests
{
    [Fact]
    public void Each_address_counts_once_at_its_longest_prefix_and_several_origins_share_those_with_most_first()
    {
        var table = OriginTable.Of(
        [
            new(Prefix.Parse("10.0.0.0/8"), 6), new(Prefix.Parse("10.1.0.0/16"), 2), new(Prefix.Parse("10.1.1.0/24"), 6), new(Prefix.Parse("10.1.1.128/25"), 3),
            new(Prefix.Parse("10.2.0.0/16"), 3), new(Prefix.Parse("10.2.0.0/16"), 4), new(Prefix.Parse("11.0.0.0/32"), 4), new(Prefix.Parse("2001:db8::/32"), 5),
        ]);

        Assert.Equal(
            [(6u, 16777216.0 - 65536 - 65536 + 256 - 128), (2u, 65536.0 - 256), (3u, 128.0 + 32768), (4u, 32768.0 + 1)],
            table.SpaceOf(v6: false).Select(s => (s.Asn, s.Addresses)));
        Assert.Equal([(5u, Math.ScaleB(1, 96))], table.SpaceOf(v6: true).Select(s => (s.Asn, s.Addresses)));
    }

    [Fact]
    public void Who_originates_only_what_others_originate_parts_of_has_nothing()
    {
        var table = OriginTable.Of([new(Prefix.Parse("10.0.0.0/8"), 1), new(Prefix.Parse("10.0.0.0/9"), 2), new(Prefix.Parse("10.128.0.0/9"), 2)]);

        Assert.Equal([2u], table.SpaceOf(v6: false).Select(s => s.Asn));
    }

    [Fact]
    public void Members_space_does_not_change_it_and_has_it_not_reckoned_again()
    {
        var table = OriginTable.Of([new(Prefix.Parse("10.0.0.0/8"), 1)]);

        Assert.Equal(table.SpaceOf(v6: false), table.WithApproved([new(Prefix.Parse("10.0.0.0/8"), 2)]).SpaceOf(v6: false));
        Assert.Empty(OriginTable.Empty.WithApproved([new(Prefix.Parse("10.0.0.0/8"), 2)]).SpaceOf(v6: false));
    }
}
