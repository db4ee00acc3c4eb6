using NearSource.Choice;
using NearSource.Synthetic;
using NearSource.Topology;
using Support;

namespace NearSource.Tests.Synthetic;

/// <summary>Made-up Internets of the real one's size beside the real one's figures.</summary>
public sealed class LikenessTests
{
    // Half a figure of the last digit that the constants have.
    private const double Exact = 0.00001;

    private static readonly Lazy<SyntheticInternet[]> Made = new(() => [.. Enumerable.Range(1, 3).Select(seed => SyntheticInternet.Generate(new() { Ases = RealInternet.Ases, Seed = seed }))]);

    private static readonly Lazy<GraphFigures[]> Figures = new(() => [.. Made.Value.Select(m => GraphFigures.Of(m.Graph, Consortia.RandomStubs(m.Graph, RealInternet.Victims)))]);

    [SharedDataFact(RealInternet.Relations)]
    public void Figures_of_the_real_Internet_are_what_the_real_data_give()
    {
        var graph = RealInternet.Graph();
        var victims = RealInternet.Asns("victims-500.txt");
        var measured = GraphFigures.Of(graph, victims.Take(RealInternet.Victims));
        var real = RealInternet.Figures;

        Assert.Equal(RealInternet.Ases, graph.Count);
        foreach (var (one, other) in new[]
                 {
                     (real.Degree, measured.Degree), (real.Customers, measured.Customers), (real.Peers, measured.Peers), (real.Providers, measured.Providers), (real.Hops, measured.Hops),
                     ([real.Stubs, real.Peerings, real.LinksOfAs, real.MeanHops, real.NotThroughProviders],
                         [measured.Stubs, measured.Peerings, measured.LinksOfAs, measured.MeanHops, measured.NotThroughProviders]),
                 })
            Assert.InRange(GraphFigures.Distance(one, other), 0, Exact);

        var (sources, attacked) = (RealInternet.Sources(graph), victims.Take(RealInternet.AttackedVictims).ToArray());
        Assert.Equal(RealInternet.Top20, PlanningFigures.Of(graph, sources, RealInternet.Asns("members-top20.txt"), attacked, 10, Aim.ByteHops).Rounded);
        Assert.Equal(RealInternet.Top100, PlanningFigures.Of(graph, sources, RealInternet.Asns("members-top100.txt"), attacked, 10, Aim.ByteHops).Rounded);
        Assert.Equal(RealInternet.Top100Coverage, PlanningFigures.Of(graph, sources, RealInternet.Asns("members-top100.txt"), attacked, 10, Aim.Coverage).Rounded);
    }

    [Fact]
    public void Degrees_are_spread_as_in_the_real_Internet()
    {
        foreach (var made in Figures.Value)
        {
            var real = RealInternet.Figures;
            foreach (var (one, other) in new[] { (real.Degree, made.Degree), (real.Customers, made.Customers), (real.Peers, made.Peers), (real.Providers, made.Providers) })
            {
                Assert.InRange(GraphFigures.Distance(one, other), 0, 0.03);

                // The tail is what matters, and a distance hardly sees it: where a value has thirty ASes or more, as many have it within a third.
                foreach (var (share, shareHere) in one.Zip(other))
                    if (share * RealInternet.Ases >= 30)
                        Assert.InRange(shareHere / share, 0.67, 1.5);
            }

            Assert.InRange(made.Stubs, real.Stubs - 0.02, real.Stubs + 0.02);
            Assert.InRange(made.Peerings, real.Peerings - 0.03, real.Peerings + 0.03);
            Assert.InRange(made.LinksOfAs, real.LinksOfAs * 0.95, real.LinksOfAs * 1.05);
        }
    }

    [Fact]
    public void Paths_are_as_long_as_in_the_real_Internet()
    {
        var real = RealInternet.Figures;

        Assert.InRange(Figures.Value.Average(m => m.MeanHops), real.MeanHops - 0.3, real.MeanHops + 0.3);
        foreach (var made in Figures.Value)
        {
            Assert.InRange(made.MeanHops, real.MeanHops - 0.45, real.MeanHops + 0.45);
            Assert.InRange(GraphFigures.Distance(GraphFigures.Cumulative(real.Hops), GraphFigures.Cumulative(made.Hops)), 0, 0.1);
            Assert.InRange(made.NotThroughProviders, real.NotThroughProviders / 2, real.NotThroughProviders * 2);
        }
    }

    [Fact]
    public void Planning_finds_about_what_it_finds_on_the_real_Internet()
    {
        var attacks = Made.Value.Select(m => (Internet: m, Attack: SyntheticAttack.Make(m, new() { Sources = 100_000 }))).ToList();
        List<PlanningFigures> Planned(int members, Aim aim) => [.. attacks.Select(a => PlanningFigures.Of(
            a.Internet.Graph, a.Attack.Senders, Consortia.Largest(a.Internet.Graph, members), Consortia.RandomStubs(a.Internet.Graph, RealInternet.AttackedVictims, 2), 10, aim))];
        var (top20, top100, coverage) = (Planned(20, Aim.ByteHops), Planned(100, Aim.ByteHops), Planned(100, Aim.Coverage));

        foreach (var (made, real) in new[] { (top20, RealInternet.Top20), (top100, RealInternet.Top100), (coverage, RealInternet.Top100Coverage) })
        {
            Assert.InRange(made.Average(m => m.Reach), real.Reach - 0.2, real.Reach + 0.2);
            Assert.InRange(made.Average(m => m.Caught), real.Caught - 0.1, 1);
            Assert.InRange(made.Average(m => m.HopsSaved), real.HopsSaved - 0.12, real.HopsSaved + 0.12);
            Assert.InRange(made.Average(m => m.Within2), real.Within2 - 0.2, real.Within2 + 0.2);
        }

        // What the design rests on: coverage catches more and spares far less.
        Assert.All(top100.Zip(coverage), both => Assert.True(both.Second.Caught >= both.First.Caught && both.Second.HopsSaved < both.First.HopsSaved - 0.05));
    }
}
