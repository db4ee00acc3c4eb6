using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Origins;

namespace NearSource.Planning;

/// <summary>In which eligible operators' networks the attack's sources stand.</summary>
internal sealed class SourceMap : ISourceView
{
    private readonly IReadOnlyCollection<Candidate> _eligible;
    private readonly PrefixTable<ImmutableArray<string>> _byPrefix;
    private readonly SourceOrigin[] _origins;
    private Holdings? _holdings;

    public SourceMap(OriginTable origins, ImmutableArray<WeighedSource> sources, IReadOnlyCollection<Candidate> eligible)
    {
        (Sources, _eligible, _origins) = (sources, eligible, new SourceOrigin[sources.Length]);
        _byPrefix = new(eligible.SelectMany(c => c.OwnPrefixes, (c, prefix) => (prefix, c.MemberId))
            .GroupBy(o => o.prefix, o => o.MemberId)
            .Select(g => (g.Key, g.Distinct().Order(StringComparer.Ordinal).ToImmutableArray())));
        for (var i = 0; i < sources.Length; i++)
        {
            _origins[i] = origins.Match(sources[i].Prefix, out var matched) is { } found ? new(found.Asns, matched.Length) : new([], -1);
            if (_origins[i].Length < 0 && !_byPrefix.TryMatch(sources[i].Prefix, out _, out _))
                Unmapped += sources[i].Share;
        }

        // Sums of many shares may end a hair above the whole.
        Unmapped = Math.Min(Unmapped, 1);
    }

    /// <summary>All sources, heaviest first.</summary>
    public ImmutableArray<WeighedSource> Sources { get; }

    /// <summary>Share that starts in some eligible operator's network.</summary>
    public double Reach => Held.Reach;

    /// <summary>Share whose origin nobody knows.</summary>
    public double Unmapped { get; }

    /// <summary>Where a source of these, by its position, is originated.</summary>
    public SourceOrigin OriginOf(int source) => _origins[source];

    /// <summary>The sources in this operator's networks with its part of their shares, heaviest source first.</summary>
    public IReadOnlyList<WeighedSource> Expected(string member) => Held.Of.TryGetValue(member, out var list) ? list : [];

    /// <summary>Share of the attack that starts in this operator's networks; a source of several operators is split evenly.</summary>
    public double ShareOf(string member) => Held.Shares.GetValueOrDefault(member);

    // Not asked for where paths tell who sees the sources.
    private Holdings Held => _holdings ??= new(this);

    /// <summary>Whose the sources are.</summary>
    private sealed class Holdings
    {
        private readonly ILookup<uint, string> _byAsn;

        // Tens of thousands of sources stand in a few thousand ASes.
        private readonly Dictionary<uint, ImmutableArray<string>> _ownersOf = [];

        public Holdings(SourceMap map)
        {
            _byAsn = map._eligible.SelectMany(c => c.Asns.Distinct(), (c, asn) => (asn, c.MemberId)).ToLookup(o => o.asn, o => o.MemberId);
            for (var i = 0; i < map.Sources.Length; i++)
            {
                var (source, origin) = (map.Sources[i], map._origins[i]);
                var owners = map._byPrefix.TryMatch(source.Prefix, out var held, out var members) && held.Length >= origin.Length ? members : OwnersOf(origin.Asns);
                if (!owners.IsEmpty)
                    Reach += source.Share;

                // It may enter through any of them, and is counted once in all.
                foreach (var owner in owners)
                {
                    (Of.TryGetValue(owner, out var list) ? list : Of[owner] = []).Add(source with { Share = source.Share / owners.Length });
                    Shares[owner] = Shares.GetValueOrDefault(owner) + source.Share / owners.Length;
                }
            }

            // Sums of many shares may end a hair above the whole.
            Reach = Math.Min(Reach, 1);
        }

        public Dictionary<string, List<WeighedSource>> Of { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, double> Shares { get; } = new(StringComparer.Ordinal);

        public double Reach { get; }

        private ImmutableArray<string> OwnersOf(ImmutableArray<uint> asns)
        {
            if (asns.Length == 1 && _ownersOf.TryGetValue(asns[0], out var known))
                return known;
            ImmutableArray<string> owners = [.. asns.SelectMany(asn => _byAsn[asn]).Distinct().Order(StringComparer.Ordinal)];
            if (asns.Length == 1)
                _ownersOf[asns[0]] = owners;
            return owners;
        }
    }
}

/// <summary>Where a source is originated.</summary>
/// <param name="Asns">The ASes, ascending; none when nobody knows.</param>
/// <param name="Length">Length of the prefix that says so; -1 when nobody knows.</param>
internal readonly record struct SourceOrigin(ImmutableArray<uint> Asns, int Length);
