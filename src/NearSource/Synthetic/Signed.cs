using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Topology;

namespace NearSource.Synthetic;

/// <summary>What holders of address space signed: somewhat more than half of them, all their prefixes; a few signed another AS than the one that announces.</summary>
internal static class Signed
{
    private const double Signs = 0.55;
    private const double Wrong = 0.005;

    // As many let more specific prefixes be announced, down to what everybody accepts.
    private const double MoreSpecific = 0.25;

    public static ImmutableArray<Vrp> Vrps(AsGraph graph, ImmutableArray<Prefix>[] prefixes, int seed)
    {
        var random = SeededRandom.Of(seed, SeededRandom.Stream.Rpki);
        var vrps = ImmutableArray.CreateBuilder<Vrp>();
        for (var i = 0; i < prefixes.Length; i++)
        {
            if (!random.Chance(Signs))
                continue;
            foreach (var prefix in prefixes[i])
            {
                var asn = random.Chance(Wrong) ? graph.AsnAt(random.Below(graph.Count)) : graph.AsnAt(i);
                vrps.Add(new(prefix, asn, (byte)(random.Chance(MoreSpecific) ? Math.Max(prefix.Length, prefix.IsIPv4 ? 24 : 48) : prefix.Length)));
            }
        }

        return vrps.ToImmutable();
    }
}
