namespace NearSource.Synthetic;

/// <summary>Which made-up Internet. The same options give the same one on every machine.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The fewest ASes that still have carriers, transit networks and stubs.</summary>
    public const int Fewest = 40;

    /// <summary>The most ASes; the real Internet has some 80,000.</summary>
    public const int Most = 100_000;

    /// <summary>How many ASes.</summary>
    public int Ases { get; init; } = 10_000;

    /// <summary>Another seed, another Internet of the same character.</summary>
    public int Seed { get; init; } = 1;
}
