using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>
/// Where packets with forged sources really come from. No capture tells, so it is made up: forty networks without customers, evenly spread over all AS numbers, each
/// sending what a hash of the forged address gives to it.
/// </summary>
internal static class ForgedSources
{
    private const int Networks = 40;

    public static Attack Forged(this Attack attack, SimulatedInternet internet)
    {
        var graph = internet.Graph;
        var stubs = Enumerable.Range(0, graph.Count).Where(i => graph.Customers(i).IsEmpty && internet.Space.V4(graph.AsnAt(i)) is not null).Select(graph.AsnAt).ToArray();
        var count = Math.Min(Networks, stubs.Length);
        return attack with
        {
            Forgers = count,
            Flows = [.. attack.Flows.Select(f => f with { Forger = stubs[(long)(RepeatableHash.Share(f.Source, 8) * count) * stubs.Length / count] })],
        };
    }
}
