using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Grains.Mitigations;

/// <summary>Which traffic the operators that filter were asked to discard; what is empty is anything, or too much to tell. The asker told it itself.</summary>
[GenerateSerializer, Immutable, Alias("discarded-traffic")]
public sealed record DiscardedTraffic
{
    public static readonly DiscardedTraffic None = new();

    [Id(0)] public ImmutableArray<Prefix> Sources { get; init; } = [];

    [Id(1)] public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    [Id(2)] public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];

    [Id(3)] public ImmutableArray<TcpFlags> TcpFlags { get; init; } = [];

    /// <summary>Of those engagements only that filter: nobody else was heard to discard anything.</summary>
    internal static DiscardedTraffic Of(Mitigation mitigation)
    {
        TrafficMatch[] matches = [.. mitigation.Engagements.Values.Where(e => e.State == EngagementState.Active).Select(e => e.Assignment.Match)];
        return matches.Length == 0 ? None : new()
        {
            Sources = Discarded.Union(matches.Select(m => m.Sources)),
            SourcePorts = Discarded.Union(matches.Select(m => m.SourcePorts)),
            DestinationPorts = Discarded.Union(matches.Select(m => m.DestinationPorts)),
            TcpFlags = Discarded.Union(matches.Select(m => m.TcpFlags)),
        };
    }
}
