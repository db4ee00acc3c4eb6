using System.Collections.Immutable;
using Dots.Addressing;

namespace Grains.Consortium;

/// <summary>What an approver verified of a member. Lists that are null stay as they are.</summary>
/// <param name="Evidence">How ASNs and zones were verified, when, by whom; null: what is recorded stays.</param>
/// <param name="RpkiOverruled">Zones that count whatever the RPKI says of them.</param>
[GenerateSerializer, Immutable, Alias("approval")]
public sealed record Approval(
    [property: Id(0)] string? Evidence,
    [property: Id(1)] ImmutableArray<uint>? Asns = null,
    [property: Id(2)] ImmutableArray<Prefix>? Zones = null,
    [property: Id(3)] ImmutableArray<Prefix>? RpkiOverruled = null);
