namespace Grains.Sightings;

/// <summary>When operators are asked what they see before a plan is made, and how long the plan waits for them.</summary>
/// <param name="When">For which plans.</param>
/// <param name="Deadline">How long a round takes at most.</param>
/// <param name="Concurrency">Operators asked at once.</param>
public sealed record SightingOptions(SightingsWhen When, TimeSpan Deadline, int Concurrency)
{
    public static readonly SightingOptions Default = new(SightingsWhen.Policy, TimeSpan.FromSeconds(2), 64);

    /// <summary>Whether a plan that makes this use of sightings waits for a round of them.</summary>
    public bool Asks(SightingUse use) => When switch
    {
        SightingsWhen.Never => false,
        SightingsWhen.Policy => use == SightingUse.Needed,
        SightingsWhen.Always => use != SightingUse.None,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>For which plans operators are asked what they see.</summary>
public enum SightingsWhen
{
    /// <summary>For those whose policy is made of sightings.</summary>
    Policy,

    /// <summary>For every plan that chooses whom to ask: where the topology may be out of date.</summary>
    Always,

    /// <summary>For none.</summary>
    Never,
}

/// <summary>What sightings are to a policy.</summary>
public enum SightingUse
{
    /// <summary>It asks the same operators whatever they see.</summary>
    None,

    /// <summary>They correct what it knows.</summary>
    Helpful,

    /// <summary>It chooses by them.</summary>
    Needed,
}
