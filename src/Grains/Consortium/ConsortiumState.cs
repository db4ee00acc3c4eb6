using System.Collections.Immutable;

namespace Grains.Consortium;

/// <summary>What is stored of the consortium: the file's members and those that joined by registering.</summary>
public sealed record ConsortiumState
{
    public static readonly ConsortiumState None = new();

    public string Name { get; init; } = "";

    public Visibility Visibility { get; init; }

    public ImmutableSortedDictionary<string, Member> Members { get; init; } = ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal);
}
