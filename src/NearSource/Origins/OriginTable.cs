using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>
/// Which AS originates an address: longest match over a table of prefixes (routing table, RPKI) and over what members hold with an
/// administrator's approval, which wins where both are equally long. Immutable (design, section 4, step 1).
/// </summary>
public sealed class OriginTable
{
    private readonly PrefixTable<ImmutableArray<uint>> _table;
    private readonly PrefixTable<ImmutableArray<uint>> _approved;

    private OriginTable(PrefixTable<ImmutableArray<uint>> table, PrefixTable<ImmutableArray<uint>> approved) => (_table, _approved) = (table, approved);

    /// <summary>A table that knows nothing.</summary>
    public static OriginTable Empty { get; } = Of([]);

    /// <summary>Number of prefixes, those of members included.</summary>
    public int Count => _table.Count + _approved.Count;

    /// <summary>A table of these origins; one prefix may have several.</summary>
    public static OriginTable Of(IEnumerable<Origin> origins) => new(Table(origins), Table([]));

    /// <summary>Reads lines "prefix TAB asn" (# begins a comment line). The reader's own I/O errors come through; bad content never throws.</summary>
    public static OriginReading Read(TextReader input, OriginReadOptions? options = null) => new OriginReader(input, options ?? OriginReadOptions.Strict).Read();

    /// <summary>The same table with these as all that members hold; what an earlier call added is replaced. Cheap: the large table is shared.</summary>
    public OriginTable WithApproved(IEnumerable<Origin> approved) => new(_table, Table(approved));

    /// <summary>Who originates the address, or the whole of the prefix.</summary>
    public OriginAnswer Find(Prefix prefix)
    {
        var held = _approved.TryMatch(prefix, out var ours, out var holders);
        if (_table.TryMatch(prefix, out var theirs, out var origins) && !(held && ours.Length >= theirs.Length))
            return new(origins, origins.Length > 1 ? OriginConfidence.Ambiguous : OriginConfidence.Table, theirs);
        return held ? new(holders, OriginConfidence.Approved, ours) : OriginAnswer.Unmapped;
    }

    private static PrefixTable<ImmutableArray<uint>> Table(IEnumerable<Origin> origins)
    {
        // Half a million prefixes share some eighty thousand ASes: one array for each.
        var single = new Dictionary<uint, ImmutableArray<uint>>();
        var table = new Dictionary<Prefix, ImmutableArray<uint>>();
        foreach (var (prefix, asn) in origins)
            if (!table.TryGetValue(prefix, out var known))
                table[prefix] = single.TryGetValue(asn, out var one) ? one : single[asn] = [asn];
            else if (!known.Contains(asn))
                table[prefix] = [.. known.Append(asn).Order()];
        return new(table.Select(e => (e.Key, e.Value)));
    }
}
