using System.Collections.Immutable;
using System.Numerics;
using Dots.Addressing;
using Dots.Scopes;

namespace NearSource.Planning;

/// <summary>
/// What each operator's order matches (design, section 4, step 4). What shows in its headers, as reflection does, and what has no sources worth naming: the request's
/// match as it is. Attacks that only their sources tell from good traffic: with the sources expected there, or all when none is known to be the operator's own; those
/// that add up to whole prefixes as these, the heaviest first when entries are short. Never wider than the request, and never more rows than the operator has
/// filter entries.
/// </summary>
internal sealed class OrderWriter(PlanInput input, ISourceView map)
{
    // A thousand operators that own no source share one list of them; those with fewer entries share one of seventeen shorter ones.
    private readonly Dictionary<(int Count, bool Merged), TrafficMatch> _all = [];
    private readonly OrderShape _shape = new(input, map.Sources.Length > 0);
    private readonly Lazy<TrafficMatch> _request = new(input.Signature.MergeSources);
    private readonly Lazy<TrafficMatch> _short = new(() => input.Signature.MergeSources().MergeDestinations(input.WidestTarget));
    private IReadOnlyList<WeighedSource>? _allBlocks;

    /// <summary>The order's match and the expected sources it covers; no match when the operator has too few entries for any of it.</summary>
    public (TrafficMatch? Match, IReadOnlyList<WeighedSource> Expected) For(Candidate candidate)
    {
        var expected = map.Expected(candidate.MemberId);
        var entries = Math.Min(candidate.RulesFree ?? int.MaxValue, TrafficMatch.MaximumRows);
        if (_shape.BySources)
            return expected.Count > 0 ? FromOwn(expected, entries) : (FromAll(entries), []);

        var match = _shape.NarrowsRows && expected.Count > 0 ? OwnRows(expected) ?? _request.Value : _request.Value;
        if (match.Rows > entries)
            match = ReferenceEquals(match, _request.Value) ? _short.Value : match.MergeDestinations(input.WidestTarget);
        if (match.Rows <= entries)
            return (match, Named(expected, match));
        var cut = Cut(match, entries, expected.Count > 0 ? expected : map.Sources);
        return cut is null ? (null, []) : (cut, Covered(expected, cut));
    }

    private (TrafficMatch?, IReadOnlyList<WeighedSource>) FromOwn(IReadOnlyList<WeighedSource> expected, int entries)
    {
        var own = _shape.Within(input, expected);
        var blocks = Blocks(own);
        var merged = (long)blocks.Count * _shape.Targets.Rows > entries;
        var match = From(blocks, entries / Targets(merged).Rows, merged);
        return match is null ? (null, []) : (match, merged ? Covered(own, match) : own);
    }

    private TrafficMatch? FromAll(int entries)
    {
        var blocks = _allBlocks ??= Blocks(map.Sources);
        var merged = (long)blocks.Count * _shape.Targets.Rows > entries;
        var count = entries / Targets(merged).Rows;
        count = count >= blocks.Count ? blocks.Count : (int)BitOperations.RoundUpToPowerOf2((uint)count + 1) / 2;
        return _all.TryGetValue((count, merged), out var known) ? known : From(blocks, count, merged) is { } match ? _all[(count, merged)] = match : null;
    }

    private TrafficMatch Targets(bool merged) => merged ? _shape.Merged : _shape.Targets;

    private TrafficMatch? From(IReadOnlyList<WeighedSource> blocks, int count, bool merged) =>
        count == 0 || blocks.Count == 0 ? null : Targets(merged).FromEach([.. blocks.Take(count).Select(s => s.Prefix)]);

    /// <summary>The same addresses in as few prefixes as can be, the heaviest first.</summary>
    private IReadOnlyList<WeighedSource> Blocks(IReadOnlyList<WeighedSource> sources)
    {
        var own = _shape.Within(input, sources);
        var prefixes = new WeighedPrefix[own.Count];
        for (var i = 0; i < prefixes.Length; i++)
            prefixes[i] = new(own[i].Prefix, own[i].Share);
        var merged = PrefixMerging.Merge(prefixes);
        if (merged.Count == own.Count)
            return own;

        // Most stay as they are, in their order; the few that became one go where their weight puts them.
        var wholes = merged.Where(m => m.Parts > 1).Select(m => new WeighedSource(m.Prefix, m.Weight)).ToList();
        wholes.Sort();
        var absorbed = new PrefixSet(wholes.Select(w => w.Prefix));
        var (blocks, next) = (new List<WeighedSource>(merged.Count), 0);
        foreach (var source in own)
        {
            if (absorbed.Covers(source.Prefix))
                continue;
            for (; next < wholes.Count && wholes[next].CompareTo(source) < 0; next++)
                blocks.Add(wholes[next]);
            blocks.Add(source);
        }

        blocks.AddRange(wholes.Skip(next));
        return blocks;
    }

    private TrafficMatch? OwnRows(IReadOnlyList<WeighedSource> expected)
    {
        var own = new PrefixSet(expected.Select(e => e.Prefix));
        return input.Signature.KeepSources(own.Overlaps)?.MergeSources();
    }

    // Fewer entries than rows: the heaviest sources' rows first. Rows that differ in something else than their source cannot be chosen among.
    private static TrafficMatch? Cut(TrafficMatch match, int entries, IReadOnlyList<WeighedSource> wanted)
    {
        if (match.Sources.Length != match.Rows)
            return null;

        // Rows are merged from several sources: each as heavy as all it covers.
        var rows = match.Sources.Distinct().ToDictionary(s => s, _ => 0.0);
        var table = new PrefixTable<Prefix>(rows.Keys.Select(s => (s, s)));
        foreach (var source in wanted)
            if (table.TryMatch(source.Prefix, out _, out var row))
                rows[row] += source.Share;
        var heaviest = rows.Select(r => new WeighedSource(r.Key, r.Value)).Order().Take(entries).Select(r => r.Prefix).ToHashSet();
        return match.KeepSources(row => heaviest.Contains(row) && entries-- > 0);
    }

    /// <summary>What is expected at an operator and its order's rows say something of: the asker may tell of sources that its request does not ask to filter.</summary>
    private IReadOnlyList<WeighedSource> Named(IReadOnlyList<WeighedSource> expected, TrafficMatch match)
    {
        if (match.Sources.IsEmpty)
            return _shape.Within(input, expected);
        var rows = new PrefixSet(match.Sources);
        return expected.All(e => rows.Overlaps(e.Prefix)) ? expected : [.. expected.Where(e => rows.Overlaps(e.Prefix))];
    }

    private static IReadOnlyList<WeighedSource> Covered(IReadOnlyList<WeighedSource> expected, TrafficMatch match)
    {
        var rows = new PrefixSet(match.Sources);
        return [.. expected.Where(e => rows.Covers(e.Prefix))];
    }
}
