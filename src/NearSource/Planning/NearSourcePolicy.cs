using System.Collections.Immutable;
using System.Globalization;

namespace NearSource.Planning;

/// <summary>
/// Asks the operators in whose networks the sources stand, heaviest first, and then others, up to the limit. Without sources nothing
/// tells one operator from another, so everybody is asked.
/// </summary>
internal sealed class NearSourcePolicy : IPlanPolicy
{
    public string Name => "near-source";

    public Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map)
    {
        if (map.Sources.IsEmpty)
            return new([.. eligible.Select(c => (c, "no sources were told: everybody is asked"))], []);

        // A place is not spent on somebody who does not answer while others do.
        var ranked = eligible
            .OrderByDescending(c => c.Reachable)
            .ThenByDescending(c => map.ShareOf(c.MemberId))
            .ThenBy(c => c.Cost)
            .ThenBy(c => c.MemberId, StringComparer.Ordinal)
            .ToList();
        var limit = Math.Max(0, input.Ask);
        return new(
            [.. ranked.Take(limit).Select(c => (c, Reason(c, map)))],
            [.. ranked.Skip(limit).Select(c => new SkippedOperator(c.MemberId, SkipCause.Limit, $"{Reason(c, map)}; {limit} others go before it"))]);
    }

    private static string Reason(Candidate candidate, SourceMap map)
    {
        var share = map.ShareOf(candidate.MemberId);
        var place = share > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} % of the attack starts in its networks")
            : "none of the sources is known to be its own; some may cross it";
        return candidate.Reachable ? place : place + "; does not answer at present";
    }
}
