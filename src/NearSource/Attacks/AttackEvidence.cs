using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Origins;
using NearSource.Planning;

namespace NearSource.Attacks;

/// <summary>What an attack's class is told by.</summary>
/// <param name="Match">The traffic as the asker describes it.</param>
/// <param name="Sources">Where it comes from, as the asker saw it; empty: the sources of the match, if any.</param>
/// <param name="Origins">Who originates which addresses.</param>
public sealed record AttackEvidence(TrafficMatch Match, ImmutableArray<AttackSource> Sources, OriginTable Origins)
{
    /// <summary>Address space of the asker's beside the targets: nothing that comes in from outside was sent from there.</summary>
    public ImmutableArray<Prefix> Own { get; init; } = [];

    /// <summary>What members say in whose networks the sources would stand.</summary>
    public ImmutableArray<Testimony> Testimonies { get; init; } = [];

    /// <summary>Whether anybody who could be asked sees the attack; without that, nobody's "I do not see it" says anything about sources.</summary>
    public bool IsSeen { get; init; }

    /// <summary>The sources told beside the match, or in it.</summary>
    internal ImmutableArray<AttackSource> Told => Sources.IsEmpty ? [.. Match.Sources.Select(s => new AttackSource(s))] : Sources;
}
