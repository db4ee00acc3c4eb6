using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>
/// Whose address space is, as the RPKI says: by containment, since whoever may originate a prefix holds all of it. Maximum lengths do not matter for a filter,
/// and AS 0 is nobody (design, section 5; RFC 6483, section 4).
/// </summary>
public sealed class RpkiCover
{
    /// <summary>Knows nothing.</summary>
    public static readonly RpkiCover Empty = new(new PrefixTable<ImmutableArray<uint>>([]), 0);

    private readonly PrefixTable<ImmutableArray<uint>> _table;

    private RpkiCover(PrefixTable<ImmutableArray<uint>> table, int count) => (_table, Count) = (table, count);

    /// <summary>Number of payloads.</summary>
    public int Count { get; }

    public static RpkiCover Of(IReadOnlyCollection<Vrp> vrps) => new(
        new(vrps.GroupBy(v => v.Prefix, v => v.Asn).Select(g => (g.Key, g.Distinct().ToImmutableArray()))),
        vrps.Count);

    /// <summary>How the prefix stands to these ASes: whether any payload that covers all of it names one of them.</summary>
    public RpkiStanding Of(Prefix prefix, IReadOnlyCollection<uint> asns)
    {
        var covered = false;
        for (var at = prefix; _table.TryMatch(at, out var matched, out var holders); at = Prefix.Create(matched.Bits, matched.Length - 1, matched.IsIPv6))
        {
            covered = true;
            if (holders.Any(asn => asn != 0 && asns.Contains(asn)))
                return RpkiStanding.Proven;
            if (matched.Length == 0)
                break;
        }

        return covered ? RpkiStanding.Foreign : RpkiStanding.Unproven;
    }
}

/// <summary>How address space stands to an AS in the RPKI.</summary>
public enum RpkiStanding
{
    /// <summary>Nothing covers it.</summary>
    Unproven,

    /// <summary>It is covered, and only for others.</summary>
    Foreign,

    /// <summary>It is covered for one of the ASes.</summary>
    Proven,
}
