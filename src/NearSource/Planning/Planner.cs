using System.Collections.Immutable;
using NearSource.Choice;

namespace NearSource.Planning;

/// <summary>
/// Chooses whom a mitigation asks and for what (design, section 4). Pure and deterministic; what it costs grows with the sources and
/// the candidates, so callers run it outside their turn.
/// </summary>
public static class Planner
{
    private static readonly ImmutableSortedDictionary<string, IPlanPolicy> Policies = new IPlanPolicy[] { new BroadcastPolicy(), new ManualPolicy(), new NearSourcePolicy() }
        .ToImmutableSortedDictionary(p => p.Name, p => p, StringComparer.Ordinal);

    /// <summary>The policy of requests that name none.</summary>
    public const string DefaultPolicy = "near-source";

    /// <summary>Every policy's name, in alphabetical order.</summary>
    public static ImmutableArray<string> PolicyNames { get; } = [.. Policies.Keys];

    /// <summary>The plan for a request, or a refusal that says what in the request is wrong.</summary>
    public static PlanResult Plan(PlanInput input)
    {
        var name = input.Policy ?? DefaultPolicy;
        if (!Policies.TryGetValue(name, out var policy))
            return new(null, $"policy '{Shown(name)}' is unknown; known are {string.Join(", ", PolicyNames)}");
        if (input.Signature.Destinations.IsEmpty)
            return new(null, "the request has no target");
        if ((input.Signature.Malformed() ?? policy.Refusal(input)) is { } refusal)
            return new(null, refusal);

        var skipped = new List<SkippedOperator>();
        var eligible = Eligible(input, policy, skipped);
        var map = new SourceMap(input.Origins, WeighedSources.Of(input), eligible);
        var paths = PathMap.Of(input, eligible, map);
        var choice = policy.Choose(input, eligible, map, paths);
        skipped.AddRange(choice.Left);
        var expected = paths?.For(choice);
        var entries = Entries(input, choice, expected ?? (ISourceView)map, expected, skipped);

        var told = !map.Sources.IsEmpty || expected is not null;
        double? residue = told && input.VolumeBps is { } volume ? volume * Math.Max(0, 1 - entries.Sum(e => e.ExpectedShare)) : null;
        return new(
            new Plan(
                policy.Name,
                entries,
                [.. skipped.OrderBy(s => s.Operator, StringComparer.Ordinal)],
                told ? expected?.Result.Reach ?? map.Reach : null,
                told ? map.Unmapped : null,
                residue,
                residue is { } left && input.MaxBandwidthBps is { } link ? left < link : null)
            {
                Routed = expected is not null,
                Guessed = choice.AsFromEverywhere is not null,
                HopsSaved = expected is { Result.HopsAttainable: > 0 } ? Math.Min(1, expected.Result.HopsSaved / expected.Result.HopsAttainable) : null,
                Doubts = expected?.Result.Doubts ?? [],
                Worth = told ? FiltersInForce.Weigh(input, entries, eligible, map, paths) : null,
                Notes = PlanNotes.Of(input, map, paths, choice),
            },
            null);
    }

    private static ImmutableArray<Candidate> Eligible(PlanInput input, IPlanPolicy policy, List<SkippedOperator> skipped)
    {
        var listed = policy.ByList ? input.Operators.ToHashSet(StringComparer.Ordinal) : [];
        var candidates = input.Candidates.DistinctBy(c => c.MemberId, StringComparer.Ordinal).OrderBy(c => c.MemberId, StringComparer.Ordinal).ToList();
        var eligible = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var candidate in candidates)
            if (Eligibility.Objection(input, candidate, listed.Contains(candidate.MemberId)) is { } objection)
                skipped.Add(objection);
            else
                eligible.Add(candidate);

        skipped.AddRange(listed.Except(candidates.Select(c => c.MemberId)).Select(id => new SkippedOperator(Shown(id), SkipCause.Unknown, "is no approved operator")));
        return eligible.ToImmutable();
    }

    private static ImmutableArray<PlanEntry> Entries(PlanInput input, Choice choice, ISourceView view, PathMap.Expected? paths, List<SkippedOperator> skipped)
    {
        var orders = new OrderWriter(input, view);
        var entries = ImmutableArray.CreateBuilder<PlanEntry>();
        foreach (var (candidate, reason) in choice.Asked)
        {
            var (match, expected) = orders.For(candidate);
            if (match is null)
                skipped.Add(new(candidate.MemberId, SkipCause.Rules, $"has {candidate.RulesFree} filter entries left, too few for this match"));
            else
                entries.Add(Entry(candidate.MemberId, match, expected, reason, paths?.Of(candidate.MemberId)));
        }

        return entries.ToImmutable();
    }

    private static PlanEntry Entry(string member, Dots.Scopes.TrafficMatch match, IReadOnlyList<WeighedSource> expected, string reason, ChosenOperator? place)
    {
        // Of unexplained streams it drops more than the sources told add up to; of what its machines or entries cannot take, less.
        var listed = expected.Sum(e => e.Share);
        var share = place is null ? listed : Math.Min(place.Share, place.Sources.IsEmpty ? 1 : listed + Math.Max(0, place.Share - place.Sources.Sum(s => s.Share)));
        int? hops = place is null ? expected.Count > 0 ? 0 : null : place.Share > 0 ? (int)Math.Round(place.Hops) : null;
        return new(member, match, Math.Min(1, share), hops, [.. expected.Select(e => e.Prefix)], reason)
        {
            HopsLeft = place is { Share: > 0 } ? place.HopsLeft : null,
            Backstop = place is { Backstop: true },
        };
    }

    // An asker's words, which end up in logs and answers.
    private static string Shown(string text) => string.Concat(text.Take(64).Select(c => char.IsControl(c) ? '?' : c));
}
