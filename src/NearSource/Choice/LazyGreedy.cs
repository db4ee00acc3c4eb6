using System.Collections.Immutable;

namespace NearSource.Choice;

/// <summary>
/// Picks whoever adds most, again and again. What somebody adds never rises as others are picked, so an old figure is an upper bound and few are
/// computed anew; the result is at least 1 - 1/e of the best there is (Nemhauser, Wolsey, Fisher 1978; Minoux 1978). Equal ones: the cheaper, then the earlier.
/// Where money is limited one dear operator might use up what many cheap ones would do far more with: then it also picks by what somebody adds for the money, and
/// the better of both is at least half as good (Leskovec et al., KDD 2007).
/// </summary>
internal static class LazyGreedy
{
    // Sums of shares differ by so much when nothing is added.
    private const double Nothing = 1e-9;

    /// <summary>Whom it picked, in order; the last may be a backstop.</summary>
    public static (ImmutableArray<int> Chosen, int? Backstop) Choose(Tally tally, ImmutableArray<Contender> contenders, Limits limits, Func<Tally> afresh)
    {
        var chosen = Picked(tally, contenders, limits, byMoney: false);
        if (limits.Cost is not null)
        {
            var other = afresh();
            var thrifty = Picked(other, contenders, limits, byMoney: true);
            if (IsBetter(other, Cost(thrifty, contenders), tally, Cost(chosen, contenders), limits))
                (tally, chosen) = (other, thrifty);
        }

        if (Fits(tally, limits) is not false || limits.Ask < 1)
            return ([.. chosen], null);

        // The residue would not fit the asker's link: the last place goes to whoever stands before most of what is left.
        var kept = chosen.Take(limits.Ask - 1).ToList();
        var without = afresh();
        kept.ForEach(without.Take);
        var cost = Cost(kept, contenders);
        var backstop = Enumerable.Range(0, contenders.Length)
            .Where(c => !kept.Contains(c) && !(cost + contenders[c].Cost > limits.Cost))
            .Select(c => (Contender: c, Fresh: without.Fresh(c)))
            .Where(b => b.Fresh > Nothing && without.Covered + b.Fresh > tally.Covered + (chosen.Count > kept.Count ? Nothing : 0))
            .OrderByDescending(b => contenders[b.Contender].Reachable).ThenByDescending(b => b.Fresh).ThenBy(b => contenders[b.Contender].Cost).ThenBy(b => b.Contender)
            .Select(b => (int?)b.Contender).FirstOrDefault();
        return backstop is { } last ? ([.. kept, last], last) : ([.. chosen], null);
    }

    private static List<int> Picked(Tally tally, ImmutableArray<Contender> contenders, Limits limits, bool byMoney)
    {
        var chosen = new List<int>();
        foreach (var reachable in (bool[])[true, false])
            Pick(tally, contenders, limits, reachable, byMoney, chosen);
        return chosen;
    }

    private static void Pick(Tally tally, ImmutableArray<Contender> contenders, Limits limits, bool reachable, bool byMoney, List<int> chosen)
    {
        var queue = new PriorityQueue<(int Contender, int Known), (double Gain, double Cost, int Order)>(
            Comparer<(double Gain, double Cost, int Order)>.Create((a, b) =>
                a.Gain != b.Gain ? b.Gain.CompareTo(a.Gain) : a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : a.Order.CompareTo(b.Order)));
        for (var c = 0; c < contenders.Length; c++)
            if (contenders[c].Reachable == reachable && !chosen.Contains(c))
                Enqueue(c);

        var cost = Cost(chosen, contenders);
        while (chosen.Count < limits.Ask && Fits(tally, limits) is not true && queue.TryDequeue(out var best, out _))
        {
            if (cost + contenders[best.Contender].Cost > limits.Cost)
                continue;
            if (best.Known < chosen.Count)
            {
                Enqueue(best.Contender);
                continue;
            }

            tally.Take(best.Contender);
            chosen.Add(best.Contender);
            cost += contenders[best.Contender].Cost;
        }

        void Enqueue(int contender)
        {
            if (tally.Gain(contender) is > Nothing and var gain)
                queue.Enqueue((contender, chosen.Count), (byMoney ? gain / Math.Max(contenders[contender].Cost, Nothing) : gain, contenders[contender].Cost, contender));
        }
    }

    /// <summary>Who leaves what fits the link is better than who does not, of two that do the cheaper, of two that do not who is worth more.</summary>
    private static bool IsBetter(Tally one, double cost, Tally than, double itsCost, Limits limits) =>
        (Fits(one, limits), Fits(than, limits)) switch
        {
            (true, true) => cost < itsCost,
            (true, _) => true,
            (_, true) => false,
            _ => one.Worth > than.Worth + Nothing,
        };

    private static double Cost(List<int> chosen, ImmutableArray<Contender> contenders) => chosen.Sum(c => contenders[c].Cost);

    /// <summary>Whether what is left fits the link; null when that is unknown.</summary>
    private static bool? Fits(Tally tally, Limits limits) => limits.Residue is { } left ? 1 - tally.Covered <= left : null;
}
