using System.Collections.Immutable;
using Grains.Identity;

namespace Grains.Consortium;

/// <summary>What is stored of the consortium: the file's members, those that joined or enrolled, and what administrators said beside the file.</summary>
public sealed record ConsortiumState
{
    public static readonly ConsortiumState None = new();

    public string Name { get; init; } = "";

    public Visibility Visibility { get; init; }

    public ImmutableSortedDictionary<string, Member> Members { get; init; } = Sorted<Member>();

    /// <summary>Members that are not as consortium.json says, with what it said when they were changed: only when it says something else does it win again.</summary>
    public ImmutableSortedDictionary<string, FileSaid> Beside { get; init; } = Sorted<FileSaid>();

    /// <summary>What is stopped now, in the order of being stopped.</summary>
    public ImmutableArray<Stop> Stops { get; init; } = [];

    /// <summary>Claims to zones that were refused: they dispute nobody's zone.</summary>
    public ImmutableArray<Claim> RefusedClaims { get; init; } = [];

    /// <summary>Tokens by hash; expired ones go when the next is minted.</summary>
    public ImmutableSortedDictionary<string, EnrolmentToken> Tokens { get; init; } = Sorted<EnrolmentToken>();

    /// <summary>Keys that came by a token, to their members. Kept apart from what the file says of a member, which may change any time.</summary>
    public ImmutableSortedDictionary<string, string> EnrolledKeys { get; init; } = Sorted<string>();

    /// <summary>Certificates that members came with.</summary>
    public ImmutableArray<KnownCertificate> Certificates { get; init; } = [];

    /// <summary>Whether an approved member's key has a role. A gateway checked it too; its view of the members may be a second old.</summary>
    public bool Holds(Principal who, Role role) =>
        Members.TryGetValue(who.Member, out var member) && member.State == MemberState.Approved && member.Holds(who.Key, role);

    /// <summary>The member that has this key.</summary>
    public Member? Owner(string key) =>
        Members.Values.FirstOrDefault(m => m.Keys.Contains(key)) ?? (EnrolledKeys.TryGetValue(key, out var id) ? Members.GetValueOrDefault(id) : null);

    /// <summary>The members with all their keys.</summary>
    public IEnumerable<Member> WithEnrolledKeys()
    {
        var enrolled = EnrolledKeys.ToLookup(e => e.Value, e => e.Key, StringComparer.Ordinal);
        return Members.Values.Select(m => enrolled[m.Id].Except(m.Keys).ToArray() is { Length: > 0 } keys ? m with { Keys = m.Keys.AddRange(keys) } : m);
    }

    private static ImmutableSortedDictionary<string, T> Sorted<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

/// <param name="Member">What consortium.json said of the member; null: nothing, it is not the file's.</param>
public sealed record FileSaid(Member? Member);
