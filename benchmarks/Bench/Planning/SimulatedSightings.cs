using System.Collections.Immutable;
using NearSource.Routes;
using NearSource.Sightings;

namespace Bench.Planning;

/// <summary>
/// One round of sightings of an attack on the graph that counts: each unit of a source's weight sends 1,000 packets in the window, members sample one packet
/// in 2,000, a fifth says nothing, figures are off by up to 30 %, a tenth of the others answers too late for the first plan. Liars are off by a factor of 100, up or down.
/// </summary>
internal static class SimulatedSightings
{
    private const int Sampling = 2000;
    private const double PacketsOfUnit = 1000;
    private const double Silent = 0.2;
    private const double Late = 0.1;
    private const double Off = 0.3;
    private const double Lie = 100;

    private const double PacketBits = 4000;
    private const double WindowSeconds = 10;

    /// <summary>The round, and who lied in it. The same seed has the same members answer and err, however many lie.</summary>
    /// <param name="late">Whether those who answered too late have been heard by now, after the others.</param>
    public static (SightingSet Set, IReadOnlyCollection<uint> Liars) Of(
        RouteTree truth, AttackOrigins attack, ImmutableArray<uint> members, Func<uint, string> id, int liars, bool late, int seed)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (int)truth.Graph.AsnAt(truth.Destination)));
        var (graph, through) = (truth.Graph, new double[truth.Graph.Count]);
        var starting = new double[graph.Count];
        foreach (var (asn, weight, _) in attack.Sources)
        {
            var at = graph.IndexOf(asn);
            if (at < 0 || !truth.Reaches(at))
                continue;
            starting[at] += weight;
            for (; at != truth.Destination; at = truth.NextHop(at))
                through[at] += weight;
        }

        var ingress = new Dictionary<int, List<int>>();
        for (var at = 0; at < graph.Count; at++)
            if (through[at] > 0 && truth.NextHop(at) is >= 0 and var next)
                (ingress.TryGetValue(next, out var list) ? list : ingress[next] = []).Add(at);

        var set = new SightingSet([], attack.Total * PacketsOfUnit * PacketBits / WindowSeconds) { PacketBits = PacketBits, Window = TimeSpan.FromSeconds(WindowSeconds) };
        var telling = members.Where(m => graph.IndexOf(m) is >= 0 and var i && i != truth.Destination).Order().Where(_ => random.NextDouble() >= Silent)
            .Select(m => (Member: m, InTime: random.NextDouble() >= Late)).ToLookup(m => m.InTime, m => m.Member);
        var answering = telling[true].ToList();
        var ranks = answering.ToDictionary(m => m, _ => (Rank: random.Next(), Lie: random.Next(2) == 0 ? Lie : 1 / Lie));
        var lying = answering.OrderBy(m => ranks[m].Rank).Take(liars).ToDictionary(m => m, m => ranks[m].Lie);
        var reports = ImmutableArray.CreateBuilder<Sighting>();
        foreach (var member in late ? answering.Concat(telling[false]) : answering)
        {
            var at = graph.IndexOf(member);
            var factor = 1 + (Off * ((2 * random.NextDouble()) - 1));
            var lie = lying.GetValueOrDefault(member, 1);
            var seen = ingress.TryGetValue(at, out var from) ? from.Select(n => new Ingress(graph.AsnAt(n), Bps(through[n]))).Where(i => i.Bps > 0).ToImmutableArray() : [];
            reports.Add(new(id(member), Bps(starting[at]) + seen.Sum(i => i.Bps), seen, Sampling));

            // A liar that says a hundredth has its smallest figures fall under what one sample is worth: it leaves them out.
            double Bps(double units) => Poisson(random, units * PacketsOfUnit / Sampling * Math.Min(1, lie)) * Sampling * factor * Math.Max(1, lie) * PacketBits / WindowSeconds;
        }

        return (set with { Reports = reports.ToImmutable() }, lying.Keys);
    }

    private static double Poisson(Random random, double mean)
    {
        if (mean > 50)
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))));
        var (count, left) = (0, Math.Exp(-mean));
        for (var product = random.NextDouble(); product > left; product *= random.NextDouble())
            count++;
        return count;
    }
}
