namespace NearSource.Choice;

/// <summary>When a choice ends.</summary>
public sealed record Limits
{
    /// <summary>Most operators chosen beside those that stand, the backstop included.</summary>
    public int Ask { get; init; } = 10;

    /// <summary>Share of the attack that may be left: no more are chosen once it is reached, and a backstop is sought when it is not. Null: unknown.</summary>
    public double? Residue { get; init; }

    /// <summary>Most that all together may charge; null without limit.</summary>
    public double? Cost { get; init; }

    /// <summary>Whether every source needs a filter entry of its own, so that contenders' <see cref="Contender.Sources"/> limits what they do.</summary>
    public bool BySource { get; init; }
}
