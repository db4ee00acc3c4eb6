using System.Globalization;
using System.Text.Json.Nodes;
using Grains.Planning;
using Orchestrator.Gateway.Configuration;

namespace Conformance.Tests.NearSource;

/// <summary>
/// Askers of whose space the RPKI says different things: 201 its own; 202 AS0 only; 203 somebody else's; 204 nothing; 206 somebody else's, and an administrator overruled;
/// 207 AS0 and its own; 305 a payload for the /16 around with the maximum length 16.
/// </summary>
public abstract class RpkiWorld : PlanningWorld
{
    protected override string Relations => string.Join(' ', Askers.Select(a => $"110|{a}|-1")) + " 110|130|-1 130|150|-1";

    protected override int[] Askers => [201, 202, 203, 204, 206, 207, 305];

    protected override int[] Operators => [110, 130];

    protected abstract RpkiMode Mode { get; }

    protected override string Registers(int asn) => """{"countermeasures":["mitigation","blackhole","flowspec"]}""";

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Topology = files.Topology, Origins = files.Origins, Vrps = PathOf("rpki.json"), Rpki = Mode };

    protected override void Member(int asn, JsonObject member)
    {
        if (asn == 206)
            member["rpki_overruled"] = new JsonArray(Atlas.V4(206));
    }

    protected override JsonObject? AskerRegistration(int asn)
    {
        var body = base.AskerRegistration(asn)!;
        body["countermeasures"] = "all";
        return body;
    }

    protected override Task BeforeStart()
    {
        var payloads = new (int Asn, string Prefix, int Length)[]
        {
            (201, Atlas.V4(201), 24), (0, Atlas.V4(202), 32), (999, Atlas.V4(203), 24), (999, Atlas.V4(206), 24), (0, Atlas.V4(207), 24), (207, Atlas.V4(207), 24), (305, "20.3.0.0/16", 16),
        };
        var expires = TimeProvider.System.GetUtcNow().AddYears(1).ToUnixTimeSeconds();
        Replace("rpki.json", new JsonObject
        {
            ["metadata"] = new JsonObject { ["buildtime"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["roas"] = payloads.Length, ["vrps"] = payloads.Length },
            ["roas"] = new JsonArray([.. payloads.Select(p => new JsonObject { ["asn"] = p.Asn, ["prefix"] = p.Prefix, ["maxLength"] = p.Length, ["ta"] = "ripe", ["expires"] = expires })]),
        }.ToJsonString());
        return Task.CompletedTask;
    }
}

/// <summary>The RPKI decides whose targets may be filtered.</summary>
public sealed class RequireWorld : RpkiWorld
{
    protected override RpkiMode Mode => RpkiMode.Require;
}

/// <summary>It decides only who may be blackholed.</summary>
public sealed class WarnWorld : RpkiWorld
{
    protected override RpkiMode Mode => RpkiMode.Warn;
}
