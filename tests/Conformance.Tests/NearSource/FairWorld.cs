using System.Text.Json.Nodes;
using Orchestrator.Gateway.Configuration;

namespace Conformance.Tests.NearSource;

/// <summary>
/// An Internet where many ask for the same and there is little of it. Askers 101 to 109; 130 to 139, before the sources 150 to 159, have 64 filter entries each and nobody beside them.
/// Askers 201 to 206 get no help on the path, only from the scrubber 270, which cleans 8 Gbit/s.
/// </summary>
public sealed class FairWorld : AheadWorld
{
    public const int Entries = 64;
    public const double Cleans = 8e9;

    protected override string Relations =>
        string.Join(' ', Askers.Where(a => a < 200).Select(a => $"120|{a}|-1")) + " " + string.Join(' ', Enumerable.Range(130, 10).Select(o => $"120|{o}|-1 {o}|{o + 20}|-1")) + " " +
        string.Join(' ', Askers.Where(a => a > 200).Select(a => $"220|{a}|-1")) + " 220|250|-1 220|221|-1 221|270|-1";

    protected override int[] Askers => [.. Enumerable.Range(101, 9), .. Enumerable.Range(201, 6)];

    protected override int[] Operators => [.. Enumerable.Range(130, 10), 270];

    protected override string Registers(int asn) =>
        asn == 270 ? $$"""{"kind":"scrubber","scrub_bps":{{(long)Cleans}}}""" : $$"""{"rules_max":{{Entries}},"rules_free":{{Entries}}}""";

    protected override void Member(int asn, JsonObject member)
    {
    }

    protected override JsonObject? AskerRegistration(int asn)
    {
        var body = base.AskerRegistration(asn)!;
        if (asn > 200)
            (body["protected_zone"]![0]!["ipv4_CIDR"], body["tunnel_information"]) = (Atlas.V4(asn).Replace("/24", "/25", StringComparison.Ordinal), "GRE " + Atlas.At(asn, 250));
        return body;
    }

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Ask = 2, Topology = files.Topology, Origins = files.Origins };
}
