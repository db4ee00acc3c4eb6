using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Grains.Consortium;

/// <summary>Which keys count, given the certificates that are known and revoked. Pure.</summary>
internal static class KeyStanding
{
    /// <summary>Keys of which every known certificate is revoked.</summary>
    public static FrozenSet<string> RevokedKeys(ImmutableArray<KnownCertificate> certificates) =>
        certificates.GroupBy(c => c.Key, StringComparer.Ordinal).Where(g => g.All(c => c.RevokedSince is not null)).Select(g => g.Key).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The member as it counts: without revoked keys; suspended when it had keys, none is left, and it has no users.</summary>
    public static Member Effective(Member member, FrozenSet<string> revoked)
    {
        if (revoked.Count == 0 || !member.Keys.Any(revoked.Contains))
            return member;
        var left = member.Keys.RemoveAll(revoked.Contains);
        // Its keys stay with one that is suspended: whoever comes with them is told so, not that nobody knows it.
        return left.IsEmpty && member.Users.IsEmpty ? member with { State = MemberState.Suspended } : member with { Keys = left };
    }
}
