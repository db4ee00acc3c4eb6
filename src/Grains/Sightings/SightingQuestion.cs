using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Grains.Sightings;

/// <summary>The same question to many operators: do you see traffic to these destinations, of these protocols and from these source ports? Empty: whatever.</summary>
/// <param name="Id">What its answers name.</param>
/// <param name="Deadline">When an answer comes too late for the plan that waits.</param>
public sealed record SightingQuestion(
    SightingId Id, ImmutableArray<Prefix> Destinations, ImmutableArray<byte> Protocols, ImmutableArray<PortRange> SourcePorts, DateTimeOffset Deadline)
{
    /// <summary>Values of each kind at most: a controller has to look for all of them. Of longer lists the first are asked about, so answers are lower bounds.</summary>
    private const int MaxListed = 256;

    public static SightingQuestion Of(SightingId id, TrafficMatch match, DateTimeOffset deadline) =>
        new(id, [.. match.Destinations.Distinct().Take(MaxListed)], [.. match.Protocols.Distinct()], [.. match.SourcePorts.Distinct().Take(MaxListed)], deadline);
}
