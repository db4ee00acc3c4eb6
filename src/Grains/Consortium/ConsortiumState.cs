using System.Collections.Immutable;
using Grains.Identity;

namespace Grains.Consortium;

/// <summary>What is stored of the consortium: the file's members and those that joined by registering.</summary>
public sealed record ConsortiumState
{
    public static readonly ConsortiumState None = new();

    public string Name { get; init; } = "";

    public Visibility Visibility { get; init; }

    public ImmutableSortedDictionary<string, Member> Members { get; init; } = ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal);

    /// <summary>What is stopped now, in the order of being stopped.</summary>
    public ImmutableArray<Stop> Stops { get; init; } = [];

    /// <summary>Whether an approved member's key has a role. A gateway checked it too; its view of the members may be a second old.</summary>
    public bool Holds(Principal who, Role role) =>
        Members.TryGetValue(who.Member, out var member) && member.State == MemberState.Approved && member.Holds(who.Key, role);
}
