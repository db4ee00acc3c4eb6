using Dots.Addressing;
using NearSource.Planning;

namespace Grains.Mitigations;

/// <summary>A source of the attack and what the asker told of it; null: it did not say.</summary>
/// <param name="Prefix">An address or prefix.</param>
/// <param name="Bps">Bits per second. Of documents that kept one weight in any one unit, that weight.</param>
/// <param name="Pps">Packets per second.</param>
/// <param name="Packets">Packets counted.</param>
[GenerateSerializer, Immutable, Alias("weighted-source")]
public readonly record struct WeightedSource(
    [property: Id(0)] Prefix Prefix, [property: Id(2)] double? Bps = null, [property: Id(3)] double? Pps = null, [property: Id(4)] double? Packets = null)
{
    /// <summary>As the planner takes it.</summary>
    internal AttackSource Told => new(Prefix, Bps, Pps, Packets);

    /// <summary>Whether as much comes from the same place. Packets counted grow with every refresh, and are no other attack where a rate is told too.</summary>
    public bool SameAs(WeightedSource other) => Prefix == other.Prefix && Bps == other.Bps && Pps == other.Pps && (Bps is not null || Pps is not null || Packets == other.Packets);
}
