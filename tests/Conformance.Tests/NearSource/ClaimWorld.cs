using System.Globalization;
using System.Text.Json.Nodes;
using Grains.Planning;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>
/// Askers 201 to 208, of whose space the RPKI says at first that it is theirs and later what a test says; admin1 may overrule. 130 stands before the sources in 150.
/// </summary>
public abstract class ClaimWorld : AheadWorld
{
    private readonly Dictionary<int, int> _holders = [];

    protected override string Relations => string.Join(' ', Askers.Select(a => $"110|{a}|-1")) + " 110|130|-1 130|150|-1";

    protected override int[] Askers => [.. Enumerable.Range(201, 8)];

    protected override int[] Operators => [110, 130];

    protected abstract RpkiMode Mode { get; }

    protected override string Registers(int asn) => """{"countermeasures":["mitigation","blackhole","flowspec"]}""";

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Ask = 2, Topology = files.Topology, Origins = files.Origins, Vrps = PathOf("rpki.json"), Rpki = Mode };

    protected override void Member(int asn, JsonObject member)
    {
    }

    protected override JsonObject? AskerRegistration(int asn)
    {
        var body = base.AskerRegistration(asn)!;
        body["countermeasures"] = "all";
        return body;
    }

    protected override Task BeforeStart()
    {
        foreach (var asker in Askers)
            _holders[asker] = asker;
        Write();
        Gateway.Issue("admin1");
        var admin = ConsortiumJson.Member("admin1", "observer", null, Gateway.SenderId("admin1"));
        admin["roles"] = new JsonObject { [Gateway.SenderId("admin1")] = new JsonArray("consortium administrator") };
        Gateway.Consortium.Add(admin);
        Gateway.WriteConsortium();
        return Task.CompletedTask;
    }

    /// <summary>The RPKI gives the space of these askers to these ASNs from now on; to 0: to nobody by AS0; to null: says nothing of it.</summary>
    internal void Give(params (int Asker, int? Asn)[] space)
    {
        foreach (var (asker, asn) in space)
            if (asn is { } holder)
                _holders[asker] = holder;
            else
                _holders.Remove(asker);
        Write();
    }

    /// <summary>A request for what this asker holds.</summary>
    internal Help Running(int asker) => Help(asker).From(150, 1_000_000);

    /// <summary>Five minutes later nobody has been told to end it, and what its asker says still arrives.</summary>
    internal async Task RunsOn(Help help)
    {
        for (var step = 0; step < 5; step++)
        {
            Advance(60);
            var before = Efficacy();
            (await help.Health(70 + step)).Accepted();
            await Until(() => Efficacy() > before, () => Story(help));
        }

        Assert.True(Withdrawn(help).Length == 0, Story(help));

        int Efficacy() => Controllers.Heard.Count(t => t.Message == "mitigation_efficacy_updates" && (string?)t.Body["alert_id"] == (string?)Controllers.Orders(help.Target)[0].Body["alert_id"]);
    }

    internal Task<WireAnswer> Overrule(int asker, string why) => From("admin1").PostTo(
        "admin/approve", new JsonObject { ["member"] = Name(asker), ["rpki_overruled"] = new JsonArray(Atlas.V4(asker)), ["evidence"] = "LoA of a test", ["why"] = why }.ToJsonString());

    private void Write()
    {
        var expires = TimeProvider.System.GetUtcNow().AddYears(1).ToUnixTimeSeconds();
        var roas = _holders.SelectMany(h => new[] { (h.Value, Atlas.V4(h.Key), 24), (h.Value, Atlas.V6(h.Key), 48) }).ToArray();
        Replace("rpki.json", new JsonObject
        {
            ["metadata"] = new JsonObject { ["buildtime"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["roas"] = roas.Length, ["vrps"] = roas.Length },
            ["roas"] = new JsonArray([.. roas.Select(r => new JsonObject { ["asn"] = r.Item1, ["prefix"] = r.Item2, ["maxLength"] = r.Item3, ["ta"] = "ripe", ["expires"] = expires })]),
        }.ToJsonString());
    }
}

/// <summary>The RPKI decides whose targets may be filtered.</summary>
public sealed class ClaimsRequiredWorld : ClaimWorld
{
    protected override RpkiMode Mode => RpkiMode.Require;
}

/// <summary>It decides only who may be blackholed.</summary>
public sealed class ClaimsWarnedWorld : ClaimWorld
{
    protected override RpkiMode Mode => RpkiMode.Warn;
}

/// <summary>It decides nothing: it says nothing of 201, and gives 202 to somebody else and 203 to nobody.</summary>
public sealed class ClaimsOffWorld : ClaimWorld
{
    protected override RpkiMode Mode => RpkiMode.Off;

    protected override async Task BeforeStart()
    {
        await base.BeforeStart();
        Give((201, null), (202, 999), (203, 0));
    }
}
