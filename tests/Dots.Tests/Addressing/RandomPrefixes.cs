using Dots.Addressing;

namespace Dots.Tests.Addressing;

/// <summary>Seeded prefixes that often hold, touch and repeat each other: drawn from a small corner of the address space.</summary>
internal static class RandomPrefixes
{
    public static Prefix Next(Random random)
    {
        var v6 = random.Next(2) == 1;
        var width = v6 ? 128 : 32;
        var low = (UInt128)(uint)random.Next(64);
        var bits = random.Next(4) switch
        {
            0 => low,
            1 => low << (width - 6),
            2 => low << (width / 2),
            _ => UInt128.MaxValue - low,
        };
        var length = random.Next(3) == 0 ? width - random.Next(7) : random.Next(width + 1);
        return Prefix.Create(v6 ? bits : bits & uint.MaxValue, length, v6);
    }

    public static Prefix[] Many(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Next(random))];
}
