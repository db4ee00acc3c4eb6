using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Choice;
using NearSource.Topology;

namespace NearSource.Planning;

/// <summary>
/// The ASes that paths are planned to: those that originate the targets, the heaviest first, of equals the lowest, each with the part of the attack that is taken to go
/// there. Beyond the heaviest ones, and where the graph does not know the AS, it is taken to go where most does.
/// </summary>
/// <param name="Ases">One at least; the parts add up to 1.</param>
/// <param name="Targets">How many of the request's different targets are in one of them.</param>
/// <param name="All">How many there are.</param>
internal sealed record TargetAses(ImmutableArray<TargetAs> Ases, int Targets, int All)
{
    /// <summary>Most ASes that are planned to: each costs a routing tree and a walk of all sources.</summary>
    internal const int Most = 8;

    // Targets are told, not how much of the attack each gets: a prefix counts for its addresses, but no more than as many rows would.
    private const int MostBits = 16;

    /// <summary>The one that most of the attack is taken to go to.</summary>
    public uint Heaviest => Ases[0].Asn;

    /// <summary>Null when the graph knows none of them.</summary>
    public static TargetAses? Of(PlanInput input, AsGraph graph)
    {
        var (weights, origins, all) = (new SortedDictionary<uint, double>(), new List<uint[]>(), 0.0);
        foreach (var target in input.Signature.Destinations.Distinct())
        {
            // What several ASes originate is attacked in each of them.
            uint[] known = [.. input.Origins.Find(target).Asns.Where(asn => graph.IndexOf(asn) >= 0)];
            foreach (var asn in known)
                weights[asn] = weights.GetValueOrDefault(asn) + (Weight(target) / known.Length);
            origins.Add(known);
            all += Weight(target);
        }

        var kept = weights.OrderByDescending(w => w.Value).Take(Most).ToList();
        if (kept.Count == 0)
            return null;
        var rest = all - kept.Sum(k => k.Value);
        return new(
            [.. kept.Select((k, i) => new TargetAs(k.Key, (k.Value + (i == 0 ? rest : 0)) / all))],
            origins.Count(known => known.Any(asn => kept.Any(k => k.Key == asn))),
            origins.Count);
    }

    private static double Weight(Prefix target) => Math.ScaleB(1, Math.Min(MostBits, target.Width - target.Length));
}
