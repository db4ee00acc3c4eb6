using System.Collections.Immutable;
using NearSource.Routes;
using NearSource.Sightings;

namespace NearSource.Choice;

/// <summary>All that a choice of operators depends on; the same input gives the same choice.</summary>
public sealed record ChoiceInput
{
    /// <summary>The graph with its routing trees.</summary>
    public required RouteCache Routes { get; init; }

    /// <summary>The target's AS; of several the one that most of the attack goes to.</summary>
    public required uint Target { get; init; }

    /// <summary>The other ASes that some of the attack goes to; what they do not get goes to <see cref="Target"/>.</summary>
    public ImmutableArray<TargetAs> OtherTargets { get; init; } = [];

    /// <summary>Where the attack comes from.</summary>
    public ImmutableArray<SourceAs> Sources { get; init; } = [];

    /// <summary>Weight of what comes from nobody knows where, in the sources' unit: it counts as out of reach.</summary>
    public double Unmapped { get; init; }

    /// <summary>Who may be chosen.</summary>
    public ImmutableArray<Contender> Contenders { get; init; } = [];

    /// <summary>What the choice is to be best at.</summary>
    public Aim Aim { get; init; } = Aim.ByteHops;

    /// <summary>What members see of the attack; null when nobody was asked. It goes before the graph on the way to <see cref="Target"/>.</summary>
    public SightingSet? Sightings { get; init; }

    /// <summary>Whether traffic is spread over the ways that it may take beside the graph's.</summary>
    public bool Hedged { get; init; } = true;

    /// <summary>When it ends.</summary>
    public Limits Limits { get; init; } = new();
}
