using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>
/// Which AS originates an address: longest match over a table of prefixes (routing table, RPKI) and over what members hold with an
/// administrator's approval, which wins where both are equally long. Immutable (design, section 4, step 1).
/// </summary>
public sealed class OriginTable
{
    private readonly PrefixTable<OriginSet> _table;
    private readonly PrefixTable<OriginSet> _approved;
    private readonly Sums _sums;

    private OriginTable(PrefixTable<OriginSet> table, PrefixTable<OriginSet> approved, Sums? sums = null) =>
        (_table, _approved, _sums) = (table, approved, sums ?? new(table));

    /// <summary>A table that knows nothing.</summary>
    public static OriginTable Empty { get; } = Of([]);

    /// <summary>Number of prefixes, those of members included.</summary>
    public int Count => _table.Count + _approved.Count;

    /// <summary>
    /// Whether more than half of the IPv4 addresses are announced, as on the Internet three quarters are: what such a table lacks, nobody announces. Of one that knows
    /// less that cannot be said.
    /// </summary>
    internal bool IsWhole => _sums.IsWhole.Value;

    /// <summary>Every prefix with each of its origins, members' space left out.</summary>
    public IEnumerable<Origin> Announced => _table.Entries.SelectMany(e => e.Value.Asns, (e, asn) => new Origin(e.Prefix, asn));

    /// <summary>A table of what is announced and, when given, of what the RPKI says; one prefix may have several origins.</summary>
    public static OriginTable Of(IEnumerable<Origin> announced, IEnumerable<Vrp>? vrps = null) =>
        new(vrps is null ? Table(announced, OriginConfidence.Table, OriginConfidence.Ambiguous) : RpkiJudgement.Table(announced, vrps), new([]));

    /// <summary>Reads lines "prefix TAB asn" (# begins a comment line). The reader's own I/O errors come through; bad content never throws.</summary>
    public static OriginReading Read(TextReader input, OriginReadOptions? options = null) => new OriginReader(input, options ?? OriginReadOptions.Strict).Read();

    /// <summary>The same table with these as all that members hold; what an earlier call added is replaced. Cheap: the large table is shared.</summary>
    public OriginTable WithApproved(IEnumerable<Origin> approved) => new(_table, Table(approved, OriginConfidence.Approved, OriginConfidence.Approved), _sums);

    /// <summary>
    /// The table with the RPKI's say beside what was announced. Members' space is kept.
    /// </summary>
    /// <exception cref="InvalidOperationException">The RPKI's say is in it already: begin with the table of what was announced.</exception>
    public OriginTable WithRpki(IEnumerable<Vrp> vrps)
    {
        if (_table.Entries.Any(e => e.Value.Confidence is not (OriginConfidence.Table or OriginConfidence.Ambiguous)))
            throw new InvalidOperationException("the table has the RPKI's say in it already");
        return new(RpkiJudgement.Table(Announced, vrps), _approved);
    }

    /// <summary>Who originates the address, or the whole of the prefix.</summary>
    public OriginAnswer Find(Prefix prefix) => Match(prefix, out var matched) is { } found ? new(found.Asns, found.Confidence, matched) : OriginAnswer.Unmapped;

    /// <summary>The same without an allocation; null when no prefix covers it.</summary>
    internal OriginSet? Match(Prefix prefix, out Prefix matched)
    {
        if (_approved.Count > 0 && _approved.TryMatch(prefix, out var ours, out var holders))
        {
            var announced = _table.TryMatch(prefix, out var longer, out var others) && longer.Length > ours.Length;
            matched = announced ? longer : ours;
            return announced ? others : holders;
        }

        return _table.TryMatch(prefix, out matched, out var origins) ? origins : null;
    }

    /// <summary>What of the address space each AS originates, those with most first; members' space left out.</summary>
    internal ImmutableArray<AddressSpace> SpaceOf(bool v6) => (v6 ? _sums.V6 : _sums.V4).Value;

    /// <summary>Origins of each prefix, ascending.</summary>
    internal static Dictionary<Prefix, ImmutableArray<uint>> ByPrefix(IEnumerable<Origin> origins)
    {
        var single = new Dictionary<uint, ImmutableArray<uint>>();
        var table = new Dictionary<Prefix, ImmutableArray<uint>>();
        foreach (var (prefix, asn) in origins)
            if (!table.TryGetValue(prefix, out var known))
                table[prefix] = single.TryGetValue(asn, out var one) ? one : single[asn] = [asn];
            else if (!known.Contains(asn))
                table[prefix] = [.. known.Append(asn).Order()];
        return table;
    }

    /// <summary>Share of the IPv4 addresses that some prefix holds.</summary>
    private static double Covered(PrefixTable<OriginSet> table)
    {
        // Ascending, the wider first: what begins before the last one's end lies in it.
        var (covered, end) = (0.0, 0L);
        foreach (var (prefix, _) in table.Entries)
        {
            if (prefix.IsIPv6)
                break;
            if ((long)prefix.Bits < end)
                continue;
            end = (long)prefix.Bits + (1L << (32 - prefix.Length));
            covered += Math.ScaleB(1, -prefix.Length);
        }

        return covered;
    }

    private static PrefixTable<OriginSet> Table(IEnumerable<Origin> origins, OriginConfidence one, OriginConfidence several)
    {
        var pool = new OriginSet.Pool();
        var byPrefix = ByPrefix(origins);

        // A list: of a sequence without a length LINQ would leave a copy in the shared pool of arrays.
        var entries = new List<(Prefix, OriginSet)>(byPrefix.Count);
        foreach (var (prefix, asns) in byPrefix)
            entries.Add((prefix, pool.Of(asns, asns.Length > 1 ? several : one)));
        return new(entries);
    }

    /// <summary>What follows from the large table, worked out when it is first asked for; every table that shares it shares this.</summary>
    private sealed class Sums(PrefixTable<OriginSet> table)
    {
        public Lazy<bool> IsWhole { get; } = new(() => Covered(table) > 0.5);

        public Lazy<ImmutableArray<AddressSpace>> V4 { get; } = new(() => AddressSpace.Of(table, v6: false));

        public Lazy<ImmutableArray<AddressSpace>> V6 { get; } = new(() => AddressSpace.Of(table, v6: true));
    }
}
