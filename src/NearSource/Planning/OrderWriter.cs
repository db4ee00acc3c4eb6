using System.Collections.Immutable;
using System.Numerics;
using Dots.Addressing;
using Dots.Scopes;

namespace NearSource.Planning;

/// <summary>
/// What each operator's order matches (design, section 4, step 4). Reflection and other traffic that shows in its headers: the
/// request's match as it is, since reflectors are recognised by their port wherever they stand. Direct attacks, which only their
/// sources tell from good traffic: the sources expected there, or all when none is known to be the operator's own. Never wider than
/// the request, and never more rows than the operator has filter entries.
/// </summary>
internal sealed class OrderWriter(PlanInput input, ISourceView map)
{
    // A thousand operators that own no source share one list of them; those with fewer entries share one of seventeen shorter ones.
    private readonly Dictionary<int, TrafficMatch> _all = [];

    /// <summary>The order's match and the expected sources it covers; no match when the operator has too few entries for any of it.</summary>
    public (TrafficMatch? Match, IReadOnlyList<WeighedSource> Expected) For(Candidate candidate)
    {
        var request = input.Signature;
        var expected = map.Expected(candidate.MemberId);
        var entries = Math.Min(candidate.RulesFree ?? int.MaxValue, TrafficMatch.MaximumRows);

        // A black hole takes the target off, whoever sends.
        var blackhole = input.Action == Countermeasure.Blackhole;
        if (request.IsDestinationOnly && !blackhole && map.Sources.Length > 0)
            return expected.Count > 0 ? FromOwn(expected, entries) : (FromAll(entries), []);

        var match = request.IsSourcesOnly && !blackhole && expected.Count > 0 ? OwnRows(expected) ?? request : request;
        if (match.Rows <= entries)
            return (match, expected);
        var cut = Cut(match, entries, expected.Count > 0 ? expected : map.Sources);
        return cut is null ? (null, []) : (cut, Covered(expected, cut));
    }

    private (TrafficMatch?, IReadOnlyList<WeighedSource>) FromOwn(IReadOnlyList<WeighedSource> own, int entries)
    {
        var some = own.Take(entries / input.Signature.Destinations.Length).ToList();
        return some.Count == 0 ? (null, []) : (From(some), some);
    }

    private TrafficMatch? FromAll(int entries)
    {
        var count = entries / input.Signature.Destinations.Length;
        count = count >= map.Sources.Length ? map.Sources.Length : (int)BitOperations.RoundUpToPowerOf2((uint)count + 1) / 2;
        return count == 0 ? null : _all.TryGetValue(count, out var known) ? known : _all[count] = From([.. map.Sources.Take(count)]);
    }

    private TrafficMatch From(IReadOnlyList<WeighedSource> sources)
    {
        var targets = input.Signature.Destinations;
        return targets.Length == 1
            ? input.Signature.WithSources([.. sources.Select(s => s.Prefix)]) ?? throw new System.Diagnostics.UnreachableException("a destination alone takes any source")
            : new TrafficMatch { Destinations = [.. sources.SelectMany(_ => targets)], Sources = [.. sources.SelectMany(s => targets.Select(_ => s.Prefix))] };
    }

    private TrafficMatch? OwnRows(IReadOnlyList<WeighedSource> expected)
    {
        var own = new PrefixSet(expected.Select(e => e.Prefix));
        return input.Signature.KeepSources(own.Overlaps);
    }

    // Fewer entries than rows: the heaviest sources' rows first. Rows that differ in something else than their source cannot be chosen among.
    private static TrafficMatch? Cut(TrafficMatch match, int entries, IReadOnlyList<WeighedSource> wanted)
    {
        if (match.Sources.Length != match.Rows)
            return null;

        var heaviest = wanted.Take(entries).Select(s => s.Prefix).ToHashSet();
        var known = match.Sources.Any(heaviest.Contains);
        return match.KeepSources(row => (!known || heaviest.Contains(row)) && entries-- > 0);
    }

    private static IReadOnlyList<WeighedSource> Covered(IReadOnlyList<WeighedSource> expected, TrafficMatch match)
    {
        var rows = new PrefixSet(match.Sources);
        return [.. expected.Where(e => rows.Covers(e.Prefix))];
    }
}
