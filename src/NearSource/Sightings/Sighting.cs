using System.Collections.Immutable;

namespace NearSource.Sightings;

/// <summary>What a member's controller answered to "do you see this traffic, where, how much?" (mechanism, section 7). A member that said nothing has none.</summary>
/// <param name="Member">Its member id.</param>
/// <param name="Bps">What it sees, bits/s; 0 when it sees nothing.</param>
/// <param name="Ingress">From which neighbours; empty when it does not say. What starts in its own network is in <paramref name="Bps"/> only.</param>
/// <param name="Sampling">It samples one packet in so many.</param>
public sealed record Sighting(string Member, double Bps, ImmutableArray<Ingress> Ingress, int Sampling)
{
    /// <summary>Whether it sees the traffic at all.</summary>
    public bool Seen => Bps > 0;

    /// <summary>What its ports can carry, bits/s, by its registration; null when it never said.</summary>
    public double? PortBps { get; init; }
}

/// <summary>Traffic that comes in from a neighbour.</summary>
/// <param name="Neighbour">The neighbour's AS.</param>
/// <param name="Bps">Bits per second.</param>
public readonly record struct Ingress(uint Neighbour, double Bps);
