using System.Collections.Immutable;

namespace NearSource.Topology;

/// <summary>Autonomous System Provider Authorization: whom an AS signed as its providers (draft-ietf-sidrops-aspa-profile).</summary>
/// <param name="Customer">Who signed.</param>
/// <param name="Providers">Its providers; AS 0 alone says that it has none.</param>
public sealed record Aspa(uint Customer, ImmutableArray<uint> Providers);
