using Dots.Addressing;

namespace Dots.Tests.Addressing;

public sealed class NumberOrderTests
{
    [Fact]
    public void Keys_come_in_ascending_order_and_equal_ones_as_they_were_given()
    {
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            // Of few values or of many, in some bytes only or in all.
            var (mask, most) = ((ulong)random.NextInt64() << 1, random.Next(4) == 0 ? 3 : long.MaxValue);
            var keys = Enumerable.Range(0, random.Next(300)).Select(_ => (ulong)random.NextInt64(most) * 2 & (random.Next(2) == 0 ? mask : ulong.MaxValue)).ToArray();

            Assert.Equal(Enumerable.Range(0, keys.Length).OrderBy(at => keys[at]), NumberOrder.Of(keys));
        }
    }

    [Fact]
    public void Highest_and_lowest_keys_are_at_the_ends() => Assert.Equal([1, 3, 2, 0], NumberOrder.Of([ulong.MaxValue, 0, ulong.MaxValue - 1, 1]));

    [Fact]
    public void Prefixes_of_both_families_come_in_their_own_order()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var prefixes = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(3) == 0
                ? Prefix.Create(((UInt128)0x20010DB8 << 96) | (uint)random.Next(4), 128 - random.Next(4), v6: true)
                : Prefix.Create((uint)random.Next(4) << (8 * random.Next(4)), random.Next(33), v6: false)).ToArray();

            Assert.Equal(Enumerable.Range(0, prefixes.Length).OrderBy(at => prefixes[at]), NumberOrder.Of(prefixes.Length, at => prefixes[at]));
        }
    }
}
