using NearSource.Routes;
using NearSource.Topology;

namespace NearSource.Tests.Synthetic;

/// <summary>What makes one graph like another.</summary>
internal sealed record GraphFigures
{
    /// <summary>Where distributions of degrees are looked at.</summary>
    public static readonly int[] Degrees = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

    /// <summary>Most providers that are told apart.</summary>
    public const int MostProviders = 8;

    /// <summary>The longest path that is told apart.</summary>
    public const int Longest = 9;

    /// <summary>Share of ASes with at least so many neighbours, customers, peers: at <see cref="Degrees"/>.</summary>
    public required double[] Degree { get; init; }

    public required double[] Customers { get; init; }

    public required double[] Peers { get; init; }

    /// <summary>Share of ASes with at least 1, 2, ... providers.</summary>
    public required double[] Providers { get; init; }

    /// <summary>Share of ASes without customers.</summary>
    public required double Stubs { get; init; }

    /// <summary>Share of links that are peerings.</summary>
    public required double Peerings { get; init; }

    /// <summary>Links of each AS, in the mean.</summary>
    public required double LinksOfAs { get; init; }

    /// <summary>Share of pairs of an AS and a victim that are 1, 2, ... AS hops apart; the last stands for all longer ones.</summary>
    public required double[] Hops { get; init; }

    /// <summary>Hops from an AS to a victim, in the mean.</summary>
    public required double MeanHops { get; init; }

    /// <summary>Share of routes whose first hop leads to a customer or a peer.</summary>
    public required double NotThroughProviders { get; init; }

    /// <summary>Measures a graph, its paths by those to these ASes.</summary>
    public static GraphFigures Of(AsGraph graph, IEnumerable<uint> victims)
    {
        var all = Enumerable.Range(0, graph.Count).ToArray();
        double[] AtLeast(Func<int, int> count, IEnumerable<int> values)
        {
            var counts = Array.ConvertAll(all, i => count(i));
            return [.. values.Select(v => counts.Count(c => c >= v) / (double)graph.Count)];
        }

        var (hops, notUp, paths, sum) = (new long[Longest], 0L, 0L, 0L);
        var finder = new RouteFinder(graph);
        var tree = finder.Find(0);
        foreach (var victim in graph.Known(victims))
        {
            finder.Find(victim, tree);
            foreach (var i in all)
                if (i != victim && tree.Reaches(i))
                {
                    hops[Math.Min(tree.Hops(i), Longest) - 1]++;
                    notUp += tree.Kind(i) is RouteKind.Customer or RouteKind.Peer ? 1 : 0;
                    (paths, sum) = (paths + 1, sum + tree.Hops(i));
                }
        }

        return new()
        {
            Degree = AtLeast(graph.Degree, Degrees),
            Customers = AtLeast(i => graph.Customers(i).Length, Degrees),
            Peers = AtLeast(i => graph.Peers(i).Length, Degrees),
            Providers = AtLeast(i => graph.Providers(i).Length, Enumerable.Range(1, MostProviders)),
            Stubs = all.Count(i => graph.Customers(i).IsEmpty) / (double)graph.Count,
            Peerings = all.Sum(i => graph.Peers(i).Length) / 2.0 / graph.LinkCount,
            LinksOfAs = graph.LinkCount / (double)graph.Count,
            Hops = [.. hops.Select(h => h / (double)paths)],
            MeanHops = sum / (double)paths,
            NotThroughProviders = notUp / (double)paths,
        };
    }

    /// <summary>The widest distance between two distributions given at the same points (Kolmogorov and Smirnov's).</summary>
    public static double Distance(double[] one, double[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>Shares added up from the first on.</summary>
    public static double[] Cumulative(double[] shares) => [.. Enumerable.Range(1, shares.Length).Select(n => shares.Take(n).Sum())];
}
