using System.Collections.Immutable;
using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>Where an attack starts.</summary>
/// <param name="Networks">Every AS that sends some of it, by number.</param>
/// <param name="LostBps">What comes from addresses in no table, or of ASes the graph does not know, bits/s.</param>
/// <param name="LostSources">How many addresses those are.</param>
public sealed record Placement(ImmutableArray<SendingNetwork> Networks, double LostBps, int LostSources)
{
    public static Placement Of(SimulatedInternet internet, Attack attack)
    {
        var networks = new SortedDictionary<uint, SendingNetwork>();
        var (lost, sources) = (0.0, 0);
        foreach (var from in attack.Flows.GroupBy(f => f.Source))
        {
            var bps = from.Sum(f => f.Bps);
            if ((from.First().Forger ?? internet.HomeOf(from.Key)) is not { } asn)
                (lost, sources) = (lost + bps, sources + 1);
            else if (networks.TryGetValue(asn, out var known))
                networks[asn] = known with { Bps = known.Bps + bps, Sources = known.Sources + 1 };
            else
                networks[asn] = new(asn, bps, 1);
        }

        return new([.. networks.Values], lost, sources);
    }
}

/// <summary>An AS that sends some of an attack.</summary>
/// <param name="Asn">Its number.</param>
/// <param name="Bps">Bits per second.</param>
/// <param name="Sources">From how many addresses.</param>
public readonly record struct SendingNetwork(uint Asn, double Bps, int Sources);
