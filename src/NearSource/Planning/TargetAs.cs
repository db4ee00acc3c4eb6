using Dots.Addressing;
using NearSource.Topology;

namespace NearSource.Planning;

/// <summary>The AS that paths are planned to: of those the targets are in, the one most of them are in, and of equals the lowest.</summary>
/// <param name="Asn">The AS.</param>
/// <param name="Targets">How many of the request's different targets it originates.</param>
/// <param name="All">How many there are.</param>
internal sealed record TargetAs(uint Asn, int Targets, int All)
{
    // Targets are told, not how much of the attack each gets: a prefix counts for its addresses, but no more than as many rows would.
    private const int MostBits = 16;

    /// <summary>Null when the graph knows none of them.</summary>
    public static TargetAs? Of(PlanInput input, AsGraph graph)
    {
        var (weights, counts, targets) = (new SortedDictionary<uint, double>(), new Dictionary<uint, int>(), input.Signature.Destinations.Distinct().ToList());
        foreach (var target in targets)
            foreach (var asn in input.Origins.Find(target).Asns)
                if (graph.IndexOf(asn) >= 0)
                {
                    weights[asn] = weights.GetValueOrDefault(asn) + Weight(target);
                    counts[asn] = counts.GetValueOrDefault(asn) + 1;
                }

        if (weights.Count == 0)
            return null;
        var heaviest = weights.MaxBy(w => w.Value).Key;
        return new(heaviest, counts[heaviest], targets.Count);
    }

    private static double Weight(Prefix target) => Math.ScaleB(1, Math.Min(MostBits, target.Width - target.Length));
}
