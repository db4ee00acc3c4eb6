using System.Collections.Immutable;

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
        var choice = policy.Choose(input, eligible, map);
        skipped.AddRange(choice.Left);
        var entries = Entries(input, choice, map, skipped);

        var told = !map.Sources.IsEmpty;
        double? residue = told && input.VolumeBps is { } volume ? volume * Math.Max(0, 1 - entries.Sum(e => e.ExpectedShare)) : null;
        return new(
            new Plan(
                policy.Name,
                entries,
                [.. skipped.OrderBy(s => s.Operator, StringComparer.Ordinal)],
                told ? map.Reach : null,
                told ? map.Unmapped : null,
                residue,
                residue is { } left && input.MaxBandwidthBps is { } link ? left < link : null),
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

    private static ImmutableArray<PlanEntry> Entries(PlanInput input, Choice choice, SourceMap map, List<SkippedOperator> skipped)
    {
        var orders = new OrderWriter(input, map);
        var entries = ImmutableArray.CreateBuilder<PlanEntry>();
        foreach (var (candidate, reason) in choice.Asked)
        {
            var (match, expected) = orders.For(candidate);
            if (match is null)
                skipped.Add(new(candidate.MemberId, SkipCause.Rules, $"has {candidate.RulesFree} filter entries left, too few for this match"));
            else
                entries.Add(new(candidate.MemberId, match, Math.Min(1, expected.Sum(e => e.Share)), expected.Count > 0 ? 0 : null, [.. expected.Select(e => e.Prefix)], reason));
        }

        return entries.ToImmutable();
    }

    // An asker's words, which end up in logs and answers.
    private static string Shown(string text) => string.Concat(text.Take(64).Select(c => char.IsControl(c) ? '?' : c));
}
