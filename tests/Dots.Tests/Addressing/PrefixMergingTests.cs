using Dots.Addressing;

namespace Dots.Tests.Addressing;

public sealed class PrefixMergingTests
{
    [Theory]
    [InlineData("192.0.2.0 192.0.2.1", "192.0.2.0/31")]
    [InlineData("192.0.2.1 192.0.2.2", "192.0.2.1/32 192.0.2.2/32")]
    [InlineData("192.0.2.3 192.0.2.1 192.0.2.0 192.0.2.2 192.0.2.4", "192.0.2.0/30 192.0.2.4/32")]
    [InlineData("192.0.2.0/25 192.0.2.128/25 192.0.2.7 192.0.2.0/25", "192.0.2.0/24")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("2001:db8::/33 2001:db8:8000::/33 192.0.2.1", "192.0.2.1/32 2001:db8::/32")]
    [InlineData("::fffe:0:0/96 0.0.0.0/0", "0.0.0.0/0 ::fffe:0:0/96")]
    [InlineData("", "")]
    public void Halves_become_the_whole_and_what_is_inside_goes(string prefixes, string merged) => Assert.Equal(merged, string.Join(' ', PrefixMerging.Merge(Parsed(prefixes))));

    [Fact]
    public void Nothing_is_merged_to_a_wider_prefix_than_allowed_and_what_is_wider_stays()
    {
        Assert.Equal("192.0.2.0/31 192.0.2.2/31", string.Join(' ', PrefixMerging.Merge(Parsed("192.0.2.0 192.0.2.1 192.0.2.2 192.0.2.3"), widestV4: 31)));
        Assert.Equal("192.0.2.0/25 192.0.2.128/25", string.Join(' ', PrefixMerging.Merge(Parsed("192.0.2.0/25 192.0.2.128/25"), widestV4: 25)));
        Assert.Equal("2001:db8::/128 2001:db8::1/128", string.Join(' ', PrefixMerging.Merge(Parsed("2001:db8::1 2001:db8::"), widestV6: 128)));
    }

    [Fact]
    public void Weights_add_up() => Assert.Equal(
        [new MergedPrefix(Prefix.Parse("192.0.2.0/31"), 3.5, 3), new MergedPrefix(Prefix.Parse("192.0.2.9"), 4, 1), new MergedPrefix(Prefix.Parse("2001:db8::/127"), 3, 2)],
        PrefixMerging.Merge((WeighedPrefix[])
        [
            new(Prefix.Parse("192.0.2.9"), 4), new(Prefix.Parse("2001:db8::1"), 1), new(Prefix.Parse("192.0.2.1"), 1), new(Prefix.Parse("192.0.2.0"), 2),
            new(Prefix.Parse("192.0.2.1"), 0.5), new(Prefix.Parse("2001:db8::"), 2),
        ]));

    [Fact]
    public void Weights_of_one_prefix_add_up_to_the_same_in_any_order()
    {
        var given = Enumerable.Range(1, 9).Select(n => new WeighedPrefix(Prefix.Parse("192.0.2.1"), 1.0 / n)).ToArray();
        var expected = PrefixMerging.Merge(given);

        for (var seed = 1; seed <= 20; seed++)
        {
            new Random(seed).Shuffle(given);
            Assert.Equal(expected, PrefixMerging.Merge(given));
        }
    }

    [Fact]
    public void Same_addresses_are_held_by_as_few_prefixes_as_can_be()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var given = Enumerable.Range(0, random.Next(12)).Select(_ => Prefix.Create(0xC0000200u + (uint)random.Next(16), 32 - random.Next(3), v6: false)).ToList();
            var merged = PrefixMerging.Merge(given);

            var before = Addresses(given);
            Assert.Equal(before, Addresses(merged));
            Assert.Equal(before.Count, merged.Sum(p => 1 << (32 - p.Length)));
            for (var length = 28; length < 32; length++)
                foreach (var whole in Enumerable.Range(0, 1 << (length - 28)).Select(n => Prefix.Create(0xC0000200u + ((uint)n << (32 - length)), length, v6: false)))
                    Assert.False(merged.Contains(Half(whole, 0)) && merged.Contains(Half(whole, 1)), $"{i}: both halves of {whole} are left");
        }
    }

    private static Prefix Half(Prefix whole, uint which) => Prefix.Create(whole.Bits | ((UInt128)which << (31 - whole.Length)), whole.Length + 1, v6: false);

    private static SortedSet<uint> Addresses(IEnumerable<Prefix> prefixes) => [.. Enumerable.Range(0, 64).Select(n => 0xC0000200u + (uint)n).Where(a => prefixes.Any(p => p.Contains(Prefix.Create(a, 32, v6: false))))];

    private static IEnumerable<Prefix> Parsed(string prefixes) => prefixes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Prefix.Parse);
}
