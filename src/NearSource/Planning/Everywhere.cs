using System.Collections.Immutable;
using NearSource.Choice;

namespace NearSource.Planning;

/// <summary>
/// An attack that comes from everywhere, for want of anything that tells where it comes from. Each AS weighs by the square root of the address space it originates:
/// what is attacked from is hosts, of which large networks have more, but not in proportion. A third of IPv4 is of twenty ASes, some of which hardly use theirs, and
/// neither they nor the sixty thousand that have next to nothing should decide (decisions/014).
/// </summary>
internal static class Everywhere
{
    // All there are for a target in one AS. Each is walked to each of the targets' ASes, and a plan must not take longer because there are several.
    private const int MostWalks = 100_000;

    /// <summary>
    /// ASes with their weights, by the origin table; none where it knows nothing of the targets' IP versions. Each version weighs the same. Where targets are in several
    /// ASes those who originate least are left out.
    /// </summary>
    public static ImmutableArray<SourceAs> Of(PlanInput input, TargetAses targets)
    {
        var sources = ImmutableArray.CreateBuilder<SourceAs>();
        foreach (var v6 in input.Signature.Destinations.Select(d => d.IsIPv6).Distinct().Order())
        {
            var space = input.Origins.SpaceOf(v6);
            var most = Math.Min(space.Length, MostWalks / targets.Ases.Length);
            var all = 0.0;
            for (var i = 0; i < most; i++)
                all += Math.Sqrt(space[i].Addresses);
            foreach (var (asn, addresses) in space.AsSpan(0, most))
                sources.Add(new(asn, Math.Sqrt(addresses) / all));
        }

        return sources.DrainToImmutable();
    }
}
