using System.Collections.Immutable;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Sightings;

namespace NearSource.Attacks;

/// <summary>What one member says that would see some of the attack start in its own networks, were the sources true.</summary>
/// <param name="Member">Its member id.</param>
/// <param name="Share">Share of the attack whose sources would stand there, 0..1.</param>
/// <param name="Sees">Whether it sees the attack leave.</param>
public readonly record struct Testimony(string Member, double Share, bool Sees)
{
    /// <summary>Of fewer samples than these none may have been taken by chance.</summary>
    private const double EnoughSamples = 30;

    /// <summary>What those said who could not have missed it, by member id. A share too small to be sampled testifies to nothing.</summary>
    /// <param name="sources">The attack's sources.</param>
    /// <param name="origins">Who originates which addresses, members' approved space included.</param>
    /// <param name="members">Who could testify.</param>
    /// <param name="sightings">What they said.</param>
    public static ImmutableArray<Testimony> Of(ImmutableArray<AttackSource> sources, OriginTable origins, IReadOnlyCollection<Candidate> members, SightingSet sightings)
    {
        var map = new SourceMap(origins, WeighedSources.Of(sources), members);
        return
        [
            .. sightings.Reports.DistinctBy(r => r.Member, StringComparer.Ordinal)
                .Where(r => map.ShareOf(r.Member) > 0 && sightings.Samples(map.ShareOf(r.Member), r.Sampling) >= EnoughSamples)
                .Select(r => new Testimony(r.Member, map.ShareOf(r.Member), r.Seen))
                .OrderBy(t => t.Member, StringComparer.Ordinal),
        ];
    }
}
