using System.Collections.Immutable;

namespace NearSource.Choice;

/// <summary>Gives each stream to the chosen operator nearest to its source; those behind it on the path are told of it, with nothing expected of them.</summary>
internal static class Assignment
{
    public static ImmutableArray<ChosenOperator> Of(Flows flows, ImmutableArray<Contender> contenders, ImmutableArray<int> chosen, int? backstop)
    {
        var place = new Dictionary<int, int>();
        for (var i = 0; i < chosen.Length; i++)
            place[chosen[i]] = i;
        HashSet<int> among = [.. chosen];
        var (shares, hops, left) = (new double[chosen.Length], new double[chosen.Length], new double[chosen.Length]);
        var sources = chosen.Select(_ => new List<(int Source, double Share)>()).ToArray();
        for (var f = 0; f < flows.Count; f++)
        {
            var nearest = Paths.Nearest(flows, f, among);
            for (var (i, end) = flows.Crossings(f); i < end; i++)
                if (place.TryGetValue(flows.Contender(i), out var at))
                {
                    var share = i == nearest ? flows.Weight(f) : 0;
                    shares[at] += share;
                    hops[at] += share * (flows.Hops(f) - flows.HopsLeft(i));
                    left[at] += share * flows.HopsLeft(i);
                    if (flows.Origin(f) == Flows.Unexplained)
                        continue;
                    if (sources[at] is [.., var last] && last.Source == flows.Origin(f))
                        sources[at][^1] = (last.Source, last.Share + share);
                    else
                        sources[at].Add((flows.Origin(f), share));
                }
        }

        return [.. chosen.Select((c, i) => new ChosenOperator(c, Math.Min(shares[i], contenders[c].Capacity ?? 1), Mean(hops[i], shares[i]), Mean(left[i], shares[i]), c == backstop, [.. sources[i]]))];
    }

    private static double Mean(double sum, double weight) => weight > 0 ? sum / weight : 0;
}
