using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>
/// Puts routing table and RPKI together once, so that each look-up is one longest match. A prefix of either is judged by the longest
/// announcement and by every VRP that holds it: by containment, since the maximum length says what may be announced, not where traffic
/// comes from. AS 0 never counts.
/// </summary>
internal static class RpkiJudgement
{
    public static PrefixTable<OriginSet> Table(IEnumerable<Origin> announced, IEnumerable<Vrp> vrps)
    {
        var routed = Grouped(announced);
        var signed = Grouped(vrps.Where(v => v.Asn != 0).Select(v => new Origin(v.Prefix, v.Asn)));
        var pool = new OriginSet.Pool();
        var judged = new List<(Prefix, OriginSet)>(routed.Count + signed.Count);
        foreach (var (prefix, _) in routed.Entries)
            judged.Add((prefix, Judge(prefix)));
        foreach (var (prefix, _) in signed.Entries)
            if (!IsRouted(prefix))
                judged.Add((prefix, Judge(prefix)));
        return new(judged);

        bool IsRouted(Prefix prefix) => routed.TryMatch(prefix, out var matched, out _) && matched == prefix;

        OriginSet Judge(Prefix prefix)
        {
            var seen = routed.TryMatch(prefix, out _, out var origins);
            if (!signed.TryMatch(prefix, out var holder, out var nearest))
                return pool.Of(origins, origins.Length > 1 ? OriginConfidence.Ambiguous : OriginConfidence.Table);
            if (!seen)
                return pool.Of(nearest, OriginConfidence.Rpki);
            var both = origins.RemoveAll(asn => !Names(holder, asn));
            return both.IsEmpty ? pool.Of(origins, OriginConfidence.Conflict) : pool.Of(both, OriginConfidence.Confirmed);
        }

        bool Names(Prefix holder, uint asn)
        {
            while (signed.TryMatch(holder, out var matched, out var asns))
            {
                if (asns.Contains(asn))
                    return true;
                if (matched.Length == 0)
                    return false;
                holder = Prefix.Create(matched.Bits, matched.Length - 1, matched.IsIPv6);
            }

            return false;
        }
    }

    private static PrefixTable<ImmutableArray<uint>> Grouped(IEnumerable<Origin> origins)
    {
        var byPrefix = OriginTable.ByPrefix(origins);
        var entries = new List<(Prefix, ImmutableArray<uint>)>(byPrefix.Count);
        foreach (var (prefix, asns) in byPrefix)
            entries.Add((prefix, asns));
        return new(entries);
    }
}
