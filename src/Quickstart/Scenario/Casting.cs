using System.Collections.Immutable;
using NearSource.Choice;
using Quickstart.Attacks;
using Quickstart.Internet;

namespace Quickstart.Scenario;

/// <summary>
/// Chooses the networks that play the operators; the same Internet and attack give the same. Only those that have an IPv4 /24 and an IPv6 /48 of their own are taken.
/// op1 is the middle one, by AS number, of those without customers and with two providers: an edge network whose links fill up. The helpers are the seven transit
/// networks that planning over all of them chooses for the attack, byte-hops being the aim; those that would drop most play those that help.
/// </summary>
internal static class Casting
{
    private const int ProvidersOfAsker = 2;

    /// <summary>Helpers by what their networks carry: op4 waits for its administrator, op7 is down, op5 declines.</summary>
    private static readonly ImmutableArray<string> ByWeight = ["op2", "op3", "op6", "op8", "op4", "op7", "op5"];

    /// <returns>The cast, or why there is none.</returns>
    public static (Cast? Cast, string? Refusal) Of(SimulatedInternet internet, Attack attack)
    {
        var graph = internet.Graph;
        ImmutableArray<int> fit = [.. Enumerable.Range(0, graph.Count).Where(i => internet.Space.HasBoth(graph.AsnAt(i)))];
        ImmutableArray<int> edge = [.. fit.Where(i => graph.Customers(i).IsEmpty && graph.Providers(i).Length == ProvidersOfAsker)];
        ImmutableArray<uint> transit = [.. fit.Where(i => !graph.Customers(i).IsEmpty).Select(graph.AsnAt)];
        if (edge.IsEmpty || transit.Length < ByWeight.Length)
            return (null, $"{internet.Name}: an edge network with {ProvidersOfAsker} providers and {ByWeight.Length} transit networks, all with an IPv4 /24 and an IPv6 /48 of their own, are needed to play the operators; "
                + $"there are {edge.Length} and {transit.Length}");

        var asker = graph.AsnAt(edge[edge.Length / 2]);
        var helpers = Helpers(internet, attack, asker, transit);
        return (new([
            Part("op1", asker, internet),
            .. ByWeight.Zip(helpers, (name, asn) => Part(name, asn, internet)).OrderBy(p => p.Name, StringComparer.Ordinal),
        ]), null);
    }

    /// <summary>Those that are chosen, the heaviest first; where fewer carry any of the attack, then those with most customers.</summary>
    private static ImmutableArray<uint> Helpers(SimulatedInternet internet, Attack attack, uint asker, ImmutableArray<uint> transit)
    {
        var placement = Placement.Of(internet, attack);
        var choice = OperatorChoice.Choose(new()
        {
            Routes = internet.Routes, Target = asker, Unmapped = placement.LostBps,
            Sources = [.. placement.Networks.Select(n => new SourceAs(n.Asn, n.Bps, n.Sources))],
            Contenders = [.. transit.Select(asn => new Contender($"AS{asn}", [asn]))],
            Limits = new() { Ask = ByWeight.Length },
        });
        return [
            .. choice.Chosen.OrderByDescending(c => c.Share).Select(c => transit[c.Contender])
                .Concat(transit.OrderByDescending(asn => internet.Graph.Customers(internet.Graph.IndexOf(asn)).Length)).Distinct().Take(ByWeight.Length),
        ];
    }

    private static Part Part(string name, uint asn, SimulatedInternet internet) => new(name, asn, internet.Space.V4(asn)!.Value, internet.Space.V6(asn)!.Value);
}
