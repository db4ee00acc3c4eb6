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

    /// <summary>Whom it picked, in order, behind those that stand; the last may be a backstop.</summary>
    public static (ImmutableArray<int> Chosen, int? Backstop) Choose(Tally tally, ImmutableArray<Contender> contenders, Limits limits, Func<Tally> afresh)
    {
        ImmutableArray<int> standing = [.. Enumerable.Range(0, contenders.Length).Where(c => contenders[c] is { Standing: true, Reachable: true })];
        limits = limits with { Ask = standing.Length + limits.Ask };
        var chosen = Picked(tally, contenders, limits, standing, byMoney: false);
        if (limits.Cost is not null)
        {
            var other = afresh();
            var thrifty = Picked(other, contenders, limits, standing, byMoney: true);
            if (IsBetter(other, Cost(thrifty, contenders), tally, Cost(chosen, contenders), limits))
                (tally, chosen) = (other, thrifty);
        }

        // Who spares traffic no hops may still keep it off the target's own link: those come last, and the very last is the backstop where what is left is known to be too much.
        var byAim = chosen.Count;
        foreach (var reachable in (bool[])[true, false])
            Pick(tally, contenders, limits, reachable, c => Some(tally.Fresh(c)), chosen);
        if (Fits(tally, limits) is not { } fits)
            return ([.. chosen], null);
        if (chosen.Count > byAim)
            return ([.. chosen], chosen[^1]);
        if (fits || chosen.Count < limits.Ask || limits.Ask == standing.Length)
            return ([.. chosen], null);

        // The residue would not fit the asker's link: the last place goes to whoever stands before most of what is left. Where it is the only one, only if that is enough:
        // what floods the link anyway is better dropped near its sources.
        var kept = chosen[..^1];
        var without = afresh();
        kept.ForEach(without.Take);
        var (cost, only) = (Cost(kept, contenders), limits.Ask - standing.Length == 1);
        var backstop = Enumerable.Range(0, contenders.Length)
            .Where(c => !kept.Contains(c) && !(cost + contenders[c].Cost > limits.Cost))
            .Select(c => (Contender: c, Fresh: without.Fresh(c)))
            .Where(b => without.Covered + b.Fresh > tally.Covered + Nothing && (!only || 1 - (without.Covered + b.Fresh) <= limits.Residue))
            .OrderByDescending(b => contenders[b.Contender].Reachable).ThenByDescending(b => b.Fresh).ThenBy(b => contenders[b.Contender].Cost).ThenBy(b => b.Contender)
            .Select(b => (int?)b.Contender).FirstOrDefault();
        return backstop is { } last ? ([.. kept, last], last) : ([.. chosen], null);
    }

    private static List<int> Picked(Tally tally, ImmutableArray<Contender> contenders, Limits limits, ImmutableArray<int> standing, bool byMoney)
    {
        List<int> chosen = [.. standing];
        chosen.ForEach(tally.Take);
        foreach (var reachable in (bool[])[true, false])
            Pick(tally, contenders, limits, reachable, byMoney ? c => Some(tally.Gain(c)) / Math.Max(contenders[c].Cost, Nothing) : c => Some(tally.Gain(c)), chosen);
        return chosen;
    }

    private static void Pick(Tally tally, ImmutableArray<Contender> contenders, Limits limits, bool reachable, Func<int, double> added, List<int> chosen)
    {
        if (chosen.Count >= limits.Ask || Fits(tally, limits) is true)
            return;
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
            if (added(contender) is > 0 and var gain)
                queue.Enqueue((contender, chosen.Count), (gain, contenders[contender].Cost, contender));
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

    private static double Some(double added) => added > Nothing ? added : 0;

    private static double Cost(List<int> chosen, ImmutableArray<Contender> contenders) => chosen.Sum(c => contenders[c] is { Standing: false } charged ? charged.Cost : 0);

    /// <summary>Whether what is left fits the link; null when that is unknown.</summary>
    private static bool? Fits(Tally tally, Limits limits) => limits.Residue is { } left ? 1 - tally.Covered <= left : null;
}
