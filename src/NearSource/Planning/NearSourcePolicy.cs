using System.Collections.Immutable;
using System.Globalization;
using NearSource.Attacks;
using NearSource.Choice;

namespace NearSource.Planning;

/// <summary>
/// Asks the operators in whose networks the sources stand, heaviest first, and then others, up to the limit. With an AS graph: those that save most by the input's aim,
/// as long as it helps; where nothing tells where the attack comes from, those that would if it came from everywhere. With neither sources nor a graph nothing tells one
/// operator from another, so everybody is asked.
/// </summary>
internal sealed class NearSourcePolicy : IPlanPolicy
{
    public string Name => "near-source";

    public Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths)
    {
        if (paths is not null)
            return ByPaths(input, eligible, paths, c => PathMap.Reason(c, eligible[c.Contender].Reachable));
        var budget = new Budget(input.CostLimit);
        if (map.Sources.IsEmpty)
        {
            var unknown = input.Class == AttackClass.Spoofed ? "its sources are made up and nobody said where it comes in" : "nothing is known of where it comes from";
            var tried = eligible.ToLookup(c => input.InVain.Contains(c.MemberId));
            ImmutableArray<Candidate> fresh = [.. tried[false]];
            if (PathMap.FromEverywhere(input, fresh) is { } guess)
            {
                var chosen = ByPaths(input, fresh, guess, c => $"{unknown}: chosen as if it came from everywhere{(fresh[c.Contender].Reachable ? "" : "; does not answer at present")}");
                return chosen with
                {
                    AsFromEverywhere = guess,
                    Left = [.. chosen.Left, .. tried[true].Select(c => new SkippedOperator(c.MemberId, SkipCause.InVain, "nothing came through it when it was asked as a guess"))],
                };
            }

            var paid = eligible.ToLookup(budget.TryPay);
            return new([.. paid[true].Select(c => (c, $"{unknown}: everybody is asked"))], [.. paid[false].Select(budget.TooDear)]);
        }

        // A place is not spent on somebody who does not answer while others do.
        var ranked = eligible
            .OrderByDescending(c => c.Reachable)
            .ThenByDescending(c => map.ShareOf(c.MemberId))
            .ThenBy(c => c.Cost)
            .ThenBy(c => c.MemberId, StringComparer.Ordinal)
            .ToList();
        var limit = Math.Max(0, input.Ask);
        var (asked, left) = (new List<Candidate>(), new List<SkippedOperator>());
        foreach (var candidate in ranked)
            if (!candidate.Standing && asked.Count(c => !c.Standing) == limit)
                left.Add(new(candidate.MemberId, SkipCause.Limit, $"{Reason(candidate, map)}; {limit} others go before it"));
            else if (budget.TryPay(candidate))
                asked.Add(candidate);
            else
                left.Add(budget.TooDear(candidate));
        return new([.. asked.Select(c => (c, Reason(c, map)))], [.. left]);
    }

    private static Choice ByPaths(PlanInput input, ImmutableArray<Candidate> eligible, PathMap paths, Func<ChosenOperator, string> reason)
    {
        // Who was picked first may be left with nothing by those nearer to the sources that were picked later.
        ImmutableArray<ChosenOperator> best = [.. paths.Choose(Math.Max(0, input.Ask)).Chosen.Where(c => c.Backstop || c.Share > 0)];
        var asked = best.Select(c => (eligible[c.Contender], reason(c))).ToImmutableArray();
        var chosen = best.Select(c => c.Contender).ToHashSet();
        var budget = new Budget(input.CostLimit);
        foreach (var (candidate, _) in asked)
            budget.TryPay(candidate);
        var full = best.Count(c => !eligible[c.Contender].Standing) >= input.Ask;
        var cause = full ? $"{asked.Length} others go before it" : "it would add nothing to those asked";
        return new(asked, [.. eligible.Where((_, i) => !chosen.Contains(i)).Select(c => !full && budget.IsTooDear(c) ? budget.TooDear(c) : new SkippedOperator(c.MemberId, SkipCause.Limit, cause))])
        {
            Backstop = best.FirstOrDefault(c => c.Backstop) is { } last ? eligible[last.Contender].MemberId : null,
        };
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
