namespace NearSource.Attacks;

/// <summary>What sort of attack it is: it decides what sources are worth and what orders match on (design, section 4, step 4).</summary>
public enum AttackClass
{
    /// <summary>Nobody told enough to say.</summary>
    Unknown,

    /// <summary>Real hosts answer requests sent in the target's name: sources are real, the source port tells them.</summary>
    Reflection,

    /// <summary>Hosts of a botnet send themselves: sources are real, many ports.</summary>
    Direct,

    /// <summary>Sources are made up: only sightings tell where it comes from.</summary>
    Spoofed,
}

/// <summary>A judgement with its reasons, for people.</summary>
/// <param name="Class">What sort of attack it is.</param>
/// <param name="CarpetBombing">Whether it spreads over many addresses of the target's, so that filters go by prefix.</param>
/// <param name="Reason">Why.</param>
public sealed record Classification(AttackClass Class, bool CarpetBombing, string Reason)
{
    /// <summary>Whether the sources say where the traffic comes from.</summary>
    public bool SourcesAreReal => Class is AttackClass.Reflection or AttackClass.Direct;
}
