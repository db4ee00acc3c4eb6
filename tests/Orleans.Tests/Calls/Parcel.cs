using System.Collections.Immutable;

namespace Orleans.Tests.Calls;

/// <summary>A message as the project writes them.</summary>
[GenerateSerializer]
[Immutable]
[Alias("tests.parcel")]
public sealed record Parcel(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<int> Numbers,
    [property: Id(2)] ImmutableDictionary<string, Label> Labels,
    [property: Id(3)] Sender From,
    [property: Id(4)] DateTimeOffset? At);
