using NearSource.Choice;
using NearSource.Routes;
using NearSource.Topology;

namespace NearSource.Tests.Synthetic;

/// <summary>What near-source planning finds on a graph, in the mean over victims; the definitions of the fixed evaluation's reference.</summary>
/// <param name="Reach">Share of the whole attack that crosses a member.</param>
/// <param name="Caught">Share of that which the chosen drop.</param>
/// <param name="HopsSaved">Byte-hops saved of what all members together could save.</param>
/// <param name="Within2">Share of the caught that is dropped within two AS hops of the victim.</param>
internal sealed record PlanningFigures(double Reach, double Caught, double HopsSaved, double Within2)
{
    /// <summary>To the fifth digit.</summary>
    public PlanningFigures Rounded => new(Math.Round(Reach, 5), Math.Round(Caught, 5), Math.Round(HopsSaved, 5), Math.Round(Within2, 5));

    public static PlanningFigures Of(AsGraph graph, IReadOnlyCollection<SourceAs> sources, IReadOnlyCollection<uint> members, IEnumerable<uint> victims, int ask, Aim aim)
    {
        Contender[] contenders = [.. members.Order().Select(asn => new Contender($"as{asn}", [asn]))];
        HashSet<int> all = [.. graph.Known(members)];
        var (count, reach, caught, saved, near) = (0, 0.0, 0.0, 0.0, 0.0);
        foreach (var victim in victims.Where(v => graph.IndexOf(v) is >= 0 and var i && !all.Contains(i)))
        {
            var routes = new RouteCache(graph, 1) { Age = TimeSpan.Zero };
            var choice = OperatorChoice.Choose(new()
            {
                Routes = routes, Target = victim, Sources = [.. sources], Contenders = [.. contenders], Aim = aim, Limits = new() { Ask = ask },
            });
            HashSet<int> chosen = [.. graph.Known(choice.Chosen.Select(c => contenders[c.Contender].Asns[0]))];
            var one = One(graph, routes.To(victim)!, sources, all, chosen);
            if (one is null)
                continue;
            (count, reach, caught, saved, near) = (count + 1, reach + one.Reach, caught + one.Caught, saved + one.HopsSaved, near + one.Within2);
        }

        return new(reach / count, caught / count, saved / count, near / count);
    }

    private static PlanningFigures? One(AsGraph graph, RouteTree tree, IReadOnlyCollection<SourceAs> sources, HashSet<int> members, HashSet<int> chosen)
    {
        double reached = 0, caught = 0, saved = 0, attainable = 0, near = 0;
        foreach (var (asn, weight, _) in sources)
        {
            var at = graph.IndexOf(asn);
            if (at < 0 || at == tree.Destination || !tree.Reaches(at))
                continue;
            for (var crossed = false; at != tree.Destination; at = tree.NextHop(at))
            {
                if (!members.Contains(at))
                    continue;
                if (!crossed)
                    (reached, attainable, crossed) = (reached + weight, attainable + (weight * tree.Hops(at)), true);
                if (!chosen.Contains(at))
                    continue;
                (caught, saved) = (caught + weight, saved + (weight * tree.Hops(at)));
                near += tree.Hops(at) <= 2 ? weight : 0;
                break;
            }
        }

        return reached <= 0 ? null : new(reached / sources.Sum(s => s.Weight), caught / reached, saved / attainable, caught > 0 ? near / caught : 0);
    }
}
