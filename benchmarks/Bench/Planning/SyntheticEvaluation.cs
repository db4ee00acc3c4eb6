using System.Collections.Immutable;
using NearSource.Choice;
using NearSource.Synthetic;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>An evaluation on a made-up Internet of the real one's size. There is no reference for it.</summary>
internal static class SyntheticEvaluation
{
    private const int Ases = 61_000;
    private const int Victims = 500;
    private const int Sources = 120_000;

    // Of a graph a year old: how many of the further providers and of the peerings it does not know yet.
    private const double NewProviders = 0.15, NewPeerings = 0.25;

    /// <param name="benchmark">For the line that says what this is.</param>
    public static EvaluationSet Make(string benchmark)
    {
        Console.WriteLine($"{benchmark}: shared/data is missing (ORCHESTRATOR_SHARED may say where it is): on a made-up Internet of {Ases} ASes, without a reference");
        var internet = SyntheticInternet.Generate(new() { Ases = Ases });
        var attack = SyntheticAttack.Make(internet, new() { Sources = Sources });
        return new()
        {
            Right = internet.Graph,
            Stale = new(() => Older(internet.Graph)),
            RightName = "right",
            StaleName = "stale",

            // Each address counts once, as in the fixed evaluation.
            Attack = new([.. attack.Senders.Select(s => new SourceAs(s.Asn, s.Sources, s.Sources))], 0),
            Victims = Consortia.RandomStubs(internet.Graph, Victims),
            Members = consortium => Members(internet.Graph, attack, consortium),
            Origins = new(internet.Origins),
            Sources = new(attack.Sources),
            Reference = ImmutableDictionary<string, double[]>.Empty,
        };
    }

    private static ImmutableArray<uint> Members(AsGraph graph, SyntheticAttack attack, string consortium) => consortium switch
    {
        "top20" => Consortia.Largest(graph, 20),
        "top100" => Consortia.Largest(graph, 100),
        "top500" => Consortia.Largest(graph, 500),
        "top1000" => Consortia.Largest(graph, 1000),
        "random1000" => Consortia.RandomTransit(graph, 1000),
        "hosting100" => Consortia.MostHosting(attack.Senders, 100),
        _ => throw new ArgumentOutOfRangeException(nameof(consortium), consortium, "no such consortium"),
    };

    /// <summary>The graph as it might have been inferred a year before: some links are not there yet; everybody keeps its first provider.</summary>
    private static AsGraph Older(AsGraph graph)
    {
        var random = new Random(1);
        return AsGraph.Of(graph.Links.Where(l => l.Relation == AsRelation.Peers
            ? random.NextDouble() >= NewPeerings
            : graph.AsnAt(graph.Providers(graph.IndexOf(l.Second))[0]) == l.First || random.NextDouble() >= NewProviders).ToList());
    }
}
