namespace NearSource.Synthetic;

/// <summary>
/// Random numbers that are the same for a seed on every machine and with every version of .NET, which <see cref="Random"/> does not promise: SplitMix64
/// (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Whoever draws uses +, -, *, / and square roots only, which IEEE 754 fixes
/// to the last bit; powers and logarithms differ from one C library to the next.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for a part of the work, so that one part may draw more or less without changing the others.</summary>
    public static SeededRandom Of(int seed, Stream stream) => new(new SeededRandom(((ulong)stream << 32) | (uint)seed).Next());

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 to below 1, 53 bits of it.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True so often.</summary>
    public bool Chance(double share) => Share() < share;

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>What is drawn for.</summary>
    public enum Stream
    {
        Networks = 1,
        Providers,
        Peers,
        Addresses,
        Rpki,
        Members,
        Attack,
    }
}
