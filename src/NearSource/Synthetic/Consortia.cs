using System.Collections.Immutable;
using NearSource.Choice;
using NearSource.Topology;

namespace NearSource.Synthetic;

/// <summary>Who might be members, for whoever wants to see what a consortium reaches: on a made-up graph or a real one.</summary>
public static class Consortia
{
    /// <summary>The networks with the largest customer cones, the largest first.</summary>
    public static ImmutableArray<uint> Largest(AsGraph graph, int count) => [.. CustomerCones.Ranked(graph).Take(count).Select(graph.AsnAt)];

    /// <summary>Networks that sell transit, drawn at random, by number.</summary>
    public static ImmutableArray<uint> RandomTransit(AsGraph graph, int count, int seed = 1)
    {
        var transit = Enumerable.Range(0, graph.Count).Where(i => !graph.Customers(i).IsEmpty).ToArray();
        SeededRandom.Of(seed, SeededRandom.Stream.Members).Shuffle<int>(transit);
        return [.. transit.Take(count).Order().Select(graph.AsnAt)];
    }

    /// <summary>The networks in which most of an attack starts, the heaviest first.</summary>
    public static ImmutableArray<uint> MostHosting(IEnumerable<SourceAs> senders, int count) =>
        [.. senders.OrderByDescending(s => s.Weight).ThenBy(s => s.Asn).Take(count).Select(s => s.Asn)];

    /// <summary>Networks without customers, drawn at random, by number: such are attacked.</summary>
    public static ImmutableArray<uint> RandomStubs(AsGraph graph, int count, int seed = 1)
    {
        var stubs = Enumerable.Range(0, graph.Count).Where(i => graph.Customers(i).IsEmpty).ToArray();
        SeededRandom.Of(seed, SeededRandom.Stream.Members).Shuffle<int>(stubs);
        return [.. stubs.Take(count).Order().Select(graph.AsnAt)];
    }
}
