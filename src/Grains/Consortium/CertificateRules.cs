using System.Collections.Immutable;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>How the consortium learns of members' certificates and their revocation. Pure.</summary>
internal static class CertificateRules
{
    /// <summary>Certificates kept of one key: what renewals leave behind.</summary>
    private const int OfOneKey = 8;

    /// <summary>From this many on those of keys that no member has any more are looked for.</summary>
    private const int Many = 10_000;

    public static Decision<ConsortiumEvent> Shown(ConsortiumState state, ImmutableArray<KnownCertificate> shown, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<ConsortiumEvent>();
        var holders = state.WithEnrolledKeys().SelectMany(m => m.Keys, (m, key) => (m.Id, key)).ToLookup(x => x.key, x => x.Id, StringComparer.Ordinal);
        var known = state.Certificates.ToLookup(c => c.Key, StringComparer.Ordinal);
        foreach (var ofOneKey in shown.GroupBy(c => c.Key, StringComparer.Ordinal))
        {
            if (holders[ofOneKey.Key].FirstOrDefault() is not { } member)
                continue;
            var kept = known[ofOneKey.Key].ToList();
            foreach (var certificate in ofOneKey.Where(c => !kept.Any(c.Is)))
            {
                // A revoked one is the last to go: without it its key would count again.
                var forgotten = kept.Count < OfOneKey ? null : kept.OrderBy(c => c.RevokedSince is not null).ThenBy(c => c.NotAfter).First();
                events.Add(new ConsortiumEvent.CertificateShown(member, certificate, forgotten) { At = now });
                kept.RemoveAll(c => c == forgotten);
                kept.Add(certificate);
            }
        }
        return events.ToImmutable();
    }

    public static Decision<ConsortiumEvent> Revoked(ConsortiumState state, ImmutableArray<KnownCertificate> changed, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<ConsortiumEvent>();
        var certificates = state.Certificates;
        foreach (var said in changed)
        {
            var at = certificates.IndexOf(certificates.FirstOrDefault(said.Is)!);
            if (at < 0 || certificates[at].RevokedSince == said.RevokedSince)
                continue;
            if (said.RevokedSince is null && now > certificates[at].NotAfter)
                continue;
            var holder = Holder(state, said.Key);
            certificates = certificates.SetItem(at, said);
            events.Add(said.RevokedSince is null
                ? new ConsortiumEvent.CertificateRestored(holder?.Id, said) { At = now }
                : new ConsortiumEvent.CertificateRevoked(holder?.Id, said, holder is not null && Suspended(holder, certificates)) { At = now });
        }
        return events.ToImmutable();
    }

    public static ConsortiumState Apply(ConsortiumState state, KnownCertificate certificate, KnownCertificate? forgotten = null)
    {
        var others = state.Certificates.RemoveAll(c => c.Is(certificate) || (forgotten is not null && c.Is(forgotten)));
        return state with { Certificates = (others.Length < Many ? others : Held(state, others)).Add(certificate) };
    }

    // Not at once when a key goes: it may come back, with this member or with another, and is then still revoked.
    private static ImmutableArray<KnownCertificate> Held(ConsortiumState state, ImmutableArray<KnownCertificate> certificates)
    {
        var keys = state.WithEnrolledKeys().SelectMany(m => m.Keys).ToHashSet(StringComparer.Ordinal);
        return certificates.RemoveAll(c => !keys.Contains(c.Key));
    }

    private static Member? Holder(ConsortiumState state, string key) => state.WithEnrolledKeys().FirstOrDefault(m => m.Keys.Contains(key));

    private static bool Suspended(Member member, ImmutableArray<KnownCertificate> certificates) =>
        member.State != MemberState.Suspended && KeyStanding.Effective(member, KeyStanding.RevokedKeys(certificates)).State == MemberState.Suspended;
}
