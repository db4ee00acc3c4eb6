using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Choice;
using NearSource.Planning;

namespace NearSource.Synthetic;

/// <summary>An attack made up from a seed: what its target sees, and where the traffic starts.</summary>
public sealed record SyntheticAttack
{
    /// <summary>What sort it is.</summary>
    public required AttackClass Class { get; init; }

    /// <summary>Source addresses with bits/s, packets/s and packets of ten seconds, as the target sees them; no address twice.</summary>
    public required ImmutableArray<AttackSource> Sources { get; init; }

    /// <summary>IP protocol of all packets.</summary>
    public required byte Protocol { get; init; }

    /// <summary>Source ports; empty where they are any.</summary>
    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>
    /// Where the traffic starts: weights in bits/s, by AS number. What the origin table says of <see cref="Sources"/>, unless those are forged.
    /// </summary>
    public required ImmutableArray<SourceAs> Senders { get; init; }

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class is none that can be made, or the number of sources is none.</exception>
    public static SyntheticAttack Make(SyntheticInternet internet, AttackOptions? options = null) => new AttackMaker(internet, options ?? new()).Make();

    /// <summary>The signature of the attack on a target.</summary>
    public TrafficMatch On(Prefix target) => new() { Destinations = [target], Protocols = [Protocol], SourcePorts = SourcePorts };
}
