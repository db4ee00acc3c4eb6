using System.Collections.Immutable;

namespace Storage;

/// <summary>A mitigation that has not ended, as the index finds it after a start: by the member that asked, by operator asked, by shard.</summary>
/// <param name="Key">Key of the mitigation's document.</param>
/// <param name="Member">Who asked.</param>
/// <param name="Shard">0..15: which wake grain watches it.</param>
/// <param name="Operators">Every operator ever asked for it.</param>
/// <param name="Targets">Canonical prefixes it protects.</param>
/// <param name="End">When its last filter ends by itself.</param>
public sealed record ActiveMitigation(
    string Key,
    string Member,
    int Shard,
    ImmutableArray<string> Operators,
    ImmutableArray<string> Targets,
    DateTimeOffset End);
