using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Origins;

namespace NearSource.Planning;

/// <summary>In which eligible operators' networks the attack's sources stand.</summary>
internal sealed class SourceMap : ISourceView
{
    private readonly OriginTable _origins;
    private readonly ILookup<uint, string> _byAsn;
    private readonly PrefixTable<ImmutableArray<string>> _byPrefix;

    // Tens of thousands of sources stand in a few thousand ASes.
    private readonly Dictionary<uint, ImmutableArray<string>> _ownersOf = [];
    private readonly Dictionary<string, List<WeighedSource>> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _shares = new(StringComparer.Ordinal);

    public SourceMap(OriginTable origins, ImmutableArray<WeighedSource> sources, IReadOnlyCollection<Candidate> eligible)
    {
        _origins = origins;
        Sources = sources;
        _byAsn = eligible.SelectMany(c => c.Asns.Distinct(), (c, asn) => (asn, c.MemberId)).ToLookup(o => o.asn, o => o.MemberId);
        _byPrefix = new(eligible.SelectMany(c => c.OwnPrefixes, (c, prefix) => (prefix, c.MemberId))
            .GroupBy(o => o.prefix, o => o.MemberId)
            .Select(g => (g.Key, g.Distinct().Order(StringComparer.Ordinal).ToImmutableArray())));

        foreach (var source in sources)
        {
            var (owners, mapped) = OwnersOf(source.Prefix);
            if (!mapped)
                Unmapped += source.Share;
            if (!owners.IsEmpty)
                Reach += source.Share;

            // It may enter through any of them, and is counted once in all.
            foreach (var owner in owners)
            {
                (_expected.TryGetValue(owner, out var list) ? list : _expected[owner] = []).Add(source with { Share = source.Share / owners.Length });
                _shares[owner] = ShareOf(owner) + source.Share / owners.Length;
            }
        }

        // Sums of many shares may end a hair above the whole.
        (Reach, Unmapped) = (Math.Min(Reach, 1), Math.Min(Unmapped, 1));
    }

    /// <summary>All sources, heaviest first.</summary>
    public ImmutableArray<WeighedSource> Sources { get; }

    /// <summary>Share that starts in some eligible operator's network.</summary>
    public double Reach { get; }

    /// <summary>Share whose origin nobody knows.</summary>
    public double Unmapped { get; }

    /// <summary>The sources in this operator's networks with its part of their shares, heaviest source first.</summary>
    public IReadOnlyList<WeighedSource> Expected(string member) => _expected.TryGetValue(member, out var list) ? list : [];

    /// <summary>Share of the attack that starts in this operator's networks; a source of several operators is split evenly.</summary>
    public double ShareOf(string member) => _shares.GetValueOrDefault(member);

    private (ImmutableArray<string> Owners, bool Mapped) OwnersOf(Prefix source)
    {
        var approved = _byPrefix.TryMatch(source, out var held, out var members);
        var origin = _origins.Find(source);
        if (approved && held.Length >= (origin.Matched?.Length ?? -1))
            return (members, true);
        return (OwnersOf(origin.Asns), origin.Matched is not null);
    }

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
