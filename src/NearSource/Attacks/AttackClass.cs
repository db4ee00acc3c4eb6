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
