using Dots.Addressing;

namespace Dots.Tests.Addressing;

public sealed class PrefixSetTests
{
    [Fact]
    public void Set_covers_what_is_inside_and_overlaps_what_it_touches()
    {
        var set = Set("192.0.2.0/24", "198.51.100.7", "2001:db8::/48");

        Assert.True(set.Covers(Prefix.Parse("192.0.2.9")));
        Assert.True(set.Covers(Prefix.Parse("192.0.2.0/24")));
        Assert.False(set.Covers(Prefix.Parse("192.0.2.0/23")));
        Assert.True(set.Overlaps(Prefix.Parse("192.0.2.0/23")));
        Assert.True(set.Overlaps(Prefix.Parse("198.51.100.0/24")));
        Assert.False(set.Overlaps(Prefix.Parse("198.51.101.0/24")));
        Assert.True(set.Covers(Prefix.Parse("2001:db8:0:ffff::/64")));
        Assert.False(set.Overlaps(Prefix.Parse("2001:db8:1::/48")));
    }

    [Fact]
    public void Neighbours_cover_together()
    {
        var set = Set("192.0.2.128/25", "192.0.2.0/25", "::/1", "8000::/1");

        Assert.True(set.Covers(Prefix.Parse("192.0.2.0/24")));
        Assert.True(set.Covers(Prefix.Parse("::/0")));
        Assert.False(set.Covers(Prefix.Parse("0.0.0.0/0")));
    }

    [Fact]
    public void Highest_address_ends_a_range()
    {
        var set = Set("255.255.255.255", "255.255.255.254", "ffff::/16", "ffff:ffff::/32");

        Assert.True(set.Covers(Prefix.Parse("255.255.255.254/31")));
        Assert.False(set.Covers(Prefix.Parse("255.255.255.252/30")));
        Assert.True(set.Covers(Prefix.Parse("ffff::/16")));
    }

    [Fact]
    public void Empty_set_covers_and_overlaps_nothing()
    {
        Assert.True(PrefixSet.Empty.IsEmpty);
        Assert.False(PrefixSet.Empty.Covers(Prefix.Parse("192.0.2.1")));
        Assert.False(PrefixSet.Empty.Overlaps(Prefix.Parse("::/0")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void Set_agrees_with_looking_through_all_prefixes(int count)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var prefixes = RandomPrefixes.Many(random, count);
            var set = new PrefixSet(prefixes);

            foreach (var asked in RandomPrefixes.Many(random, 100))
            {
                Assert.True(set.Overlaps(asked) == prefixes.Any(p => p.Overlaps(asked)), $"seed {seed}: overlaps {asked}");
                Assert.True(set.Covers(asked) == Covered(prefixes, asked), $"seed {seed}: covers {asked}");
            }
        }
    }

    /// <summary>Inside one of them, or both halves covered.</summary>
    private static bool Covered(Prefix[] prefixes, Prefix asked)
    {
        if (prefixes.Any(p => p.Contains(asked)))
            return true;
        var inside = prefixes.Where(asked.Contains).ToArray();
        if (inside.Length == 0)
            return false;
        var half = asked.Length + 1;
        var low = Prefix.Create(asked.Bits, half, asked.IsIPv6);
        var high = Prefix.Create(asked.Bits | (UInt128.One << (asked.Width - half)), half, asked.IsIPv6);
        return Covered(inside, low) && Covered(inside, high);
    }

    private static PrefixSet Set(params string[] prefixes) => new(prefixes.Select(Prefix.Parse));
}
