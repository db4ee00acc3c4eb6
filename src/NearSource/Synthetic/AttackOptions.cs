using NearSource.Attacks;

namespace NearSource.Synthetic;

/// <summary>Which made-up attack.</summary>
public sealed record AttackOptions
{
    /// <summary>The most sources of one attack.</summary>
    public const int MostSources = 1_000_000;

    /// <summary><see cref="AttackClass.Direct"/> (a botnet), <see cref="AttackClass.Reflection"/> or <see cref="AttackClass.Spoofed"/>.</summary>
    public AttackClass Class { get; init; } = AttackClass.Direct;

    /// <summary>
    /// How many source addresses the target is to see; null = 45,000 of a botnet, 4,000 reflectors, 40,000 forged ones. Fewer where the Internet is too small to have so many.
    /// </summary>
    public int? Sources { get; init; }

    /// <summary>Whether they are IPv6.</summary>
    public bool IPv6 { get; init; }

    /// <summary>All of it, bits/s.</summary>
    public double VolumeBps { get; init; } = 40e9;

    /// <summary>Another seed, another attack of the same sort on the same Internet.</summary>
    public int Seed { get; init; } = 1;
}
