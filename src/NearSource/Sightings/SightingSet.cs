using System.Collections.Immutable;

namespace NearSource.Sightings;

/// <summary>One round of sightings with what is needed to weigh them.</summary>
/// <param name="Reports">At most one a member; later ones of the same member are left out.</param>
/// <param name="VolumeBps">The attack at the target, bits/s, as the asker says: a lower bound when its link is full.</param>
public sealed record SightingSet(ImmutableArray<Sighting> Reports, double VolumeBps)
{
    /// <summary>Bits in a packet, on average: how many samples a rate gives depends on it.</summary>
    public double PacketBits { get; init; } = 4000;

    /// <summary>How long members looked.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    // Figures are off by a third, and so are those they are compared with.
    internal const double Agreeing = 1.6;

    /// <summary>By how much a figure may differ from such a share and still be the same: the fewer samples, the more.</summary>
    internal double Slack(double share, int sampling) => Samples(share, sampling) is > 0 and var samples ? Agreeing * (1 + (2 / Math.Sqrt(samples))) : double.MaxValue;

    /// <summary>Samples a member takes of a share of the attack, on average.</summary>
    internal double Samples(double share, int sampling) => share * VolumeBps * Window.TotalSeconds / PacketBits / Math.Max(1, sampling);
}
