using Grains.Mitigations;
using Grains.Planning;
using Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>What the RPKI lets members have filtered (design, section 5), from files that change while the orchestrator runs.</summary>
public sealed class RpkiTests
{
    private const string Header = "ASN,IP Prefix,Max Length,Trust Anchor\n", Op1s = "AS64501,192.0.2.0/24,24,test\n", Op2sIsForeign = "AS65000,198.51.100.0/24,24,test\n";

    [Fact]
    public async Task Required_payload_must_cover_the_target_for_the_members_or_its_operators_ASN()
    {
        await using var world = await Start(RpkiMode.Require, Header + Op1s + Op2sIsForeign);

        (await Ask(world, "op1", "192.0.2.1", 64501)).Accepted();
        (await Ask(world, "customer1", "192.0.2.130", 64501)).Accepted();
        (await Ask(world, "op2", "198.51.100.1", 64502)).Refused(403, 255, "the RPKI gives it to others than op2's ASNs");
        (await Ask(world, "op3", "203.0.113.1", 64503)).Refused(403, 255, "no RPKI payload covers it for op3's ASNs");
    }

    [Fact]
    public async Task Administrator_may_overrule()
    {
        await using var world = await Start(RpkiMode.Require, Header + Op1s);
        world.Consortium["op3"]["rpki_overruled"] = new System.Text.Json.Nodes.JsonArray("203.0.113.0/25");
        world.WriteConsortium();

        await GatewayWorld.Until(async () => (int)(await Ask(world, "op3", "203.0.113.1", 64503)).Status, status => status == 200);
        (await Ask(world, "op3", "203.0.113.200", 64503)).Refused(403, 255, "203.0.113.200");
    }

    [Fact]
    public async Task Warning_accepts_and_tells_the_log_but_never_blackholes()
    {
        await using var world = await Start(RpkiMode.Warn, Header + Op1s);

        (await Ask(world, "op3", "203.0.113.1", 64503)).Accepted();
        Assert.Contains(world.Log.Lines, l => l.StartsWith("Target.Unproven", StringComparison.Ordinal) && l.Contains("203.0.113.1/32", StringComparison.Ordinal));

        foreach (var (member, zone) in new[] { ("op1", "192.0.2.0/24"), ("op3", "203.0.113.0/24") })
        {
            var registration = Body.Registration(member, zone);
            registration["countermeasures"] = "all";
            (await world.Wire(member).Post("registration", registration)).Accepted();
        }

        (await Ask(world, "op3", "203.0.113.2", 64503, action: 2)).Refused(500, 4, "203.0.113.2/32: unproven");
        (await Ask(world, "op1", "192.0.2.2", 64501, action: 2)).Accepted();
    }

    [Fact]
    public async Task Warning_is_told_once_a_mitigation_and_again_when_the_verdict_is_another()
    {
        await using var world = await Start(RpkiMode.Warn, Header + Op1s);
        var alert = Body.NewAlert();
        for (var refresh = 0; refresh < 3; refresh++)
            (await Ask(world, "op3", "203.0.113.1", 64503, alert)).Accepted();
        Assert.Contains("no RPKI payload covers it", Assert.Single(Told()), StringComparison.Ordinal);

        // Another mitigation for it, even of the same member, is told too.
        (await Ask(world, "op3", "203.0.113.1", 64503)).Accepted();
        Assert.Equal(2, Told().Length);

        Write(world, Header + Op1s + "AS65000,203.0.113.0/24,24,test\n");
        await GatewayWorld.Until(async () => (await Ask(world, "op3", "203.0.113.1", 64503, alert)).Accepted(), _ => Told().Length == 3);
        (await Ask(world, "op3", "203.0.113.1", 64503, alert)).Accepted();
        Assert.Contains("the RPKI gives it to others", Assert.Single(Told()[2..]), StringComparison.Ordinal);

        string[] Told() => [.. world.Log.Lines.Where(l => l.StartsWith("Target.Unproven", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Change_of_the_data_is_taken_over_and_ends_what_is_others_now_and_a_bad_file_changes_nothing()
    {
        await using var world = await Start(RpkiMode.Require, Header + Op1s);
        var alert = Body.NewAlert();
        (await Ask(world, "op1", "192.0.2.1", 64501, alert)).Accepted();

        Write(world, "AS64501,192.0.2.1/24,24\n");
        await GatewayWorld.Until(() => Task.FromResult(world.Log.Lines.Any(l => l.StartsWith("Planning.Refused", StringComparison.Ordinal))), told => told);
        Assert.True((await world.Status("op1", alert))!.Runs);

        Write(world, Header + "AS65000,192.0.2.0/24,24,test\n");
        var ended = await GatewayWorld.Until(() => world.Status("op1", alert), s => !s!.Runs);
        Assert.Equal(EndReason.Unproven, ended!.EndReason);
        (await Ask(world, "op1", "192.0.2.1", 64501)).Refused(403, 255, "the RPKI gives it to others");
    }

    [Fact]
    public async Task Bad_files_refuse_the_start_all_at_once()
    {
        using var world = new BadFiles();

        var problems = (await Assert.ThrowsAsync<SettingsException>(world.Start)).Problems;

        Assert.Equal(["Planning:Origins", "Planning:Topology", "Planning:Vrps"], problems.Select(p => p.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.All(problems, p => Assert.Contains("line 1", p.Message, StringComparison.Ordinal));
    }

    private static Task<WireAnswer> Ask(GatewayWorld world, string member, string target, uint asn, string? alert = null, int action = 1)
    {
        var body = Body.Request(world, alert ?? Body.NewAlert(), target, member, asn);
        body["mitigation_action"] = action;
        return world.Wire(member).Post("mitigation_request", body);
    }

    private static async Task<GatewayWorld> Start(RpkiMode mode, string vrps)
    {
        var folder = new Support.TempFolder();
        File.WriteAllText(folder.File("vrps.csv"), vrps);
        return await GatewayWorld.Start(folder, s => By(s, new() { Vrps = folder.File("vrps.csv"), Rpki = mode, Strict = true }));
    }

    private static GatewaySettings By(GatewaySettings s, PlanningSettings planning) => new()
    {
        Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium, Planning = planning,
    };

    private static void Write(GatewayWorld world, string vrps) => Support.StampedFile.Write(world.Folder.File("vrps.csv"), System.Text.Encoding.UTF8.GetBytes(vrps));

    private sealed class BadFiles : IDisposable
    {
        private readonly Support.TempFolder _folder = new();

        public BadFiles()
        {
            foreach (var name in new[] { "topology", "origins", "vrps" })
                File.WriteAllText(_folder.File(name), "nonsense\n");
        }

        public async Task Start()
        {
            await using var world = await GatewayWorld.Start(_folder, s => By(s, new() { Topology = _folder.File("topology"), Origins = _folder.File("origins"), Vrps = _folder.File("vrps"), Strict = true }));
        }

        public void Dispose() => _folder.Dispose();
    }
}
