using System.Text.Json.Nodes;
using Dots.Mechanism;
using Orchestrator.Gateway.Configuration;
using Support;

namespace Orchestrator.Gateway.Tests.Sightings;

/// <summary>
/// sighting_request and sighting_report (mechanism, section 7) over real TLS: controllers that tell, tell twice, tell late, tell nothing, tell nonsense, and members
/// that were never asked. Tests keep apart by alert ids and targets.
/// </summary>
public sealed class SightingTests(SightingGateway shared) : IClassFixture<SightingGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Plan_is_made_of_what_operators_tell_and_nobody_else_learns_it()
    {
        var alert = await Ask("192.0.2.11");
        var (two, three) = (await Question(shared.Op2, "192.0.2.11"), await Question(shared.Op3, "192.0.2.11"));
        Assert.Equal(two.SightingId, three.SightingId);
        Assert.Equal(("17", "161", World.SenderId("orchestrator"), 0u), (string.Join(',', two.Protocols), string.Join(',', two.SourcePorts), two.SenderId, two.SenderAsn));
        Assert.InRange(two.Deadline, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddSeconds(11));

        Assert.Equal("{}", (await Tell("op2", 64502, two, seen: 0)).Accepted().Text);
        var neighbours = new JsonArray(new JsonObject { ["neighbour_asn"] = 4_111_222_333, ["bps"] = 987_654_321 });
        (await Tell("op3", 64503, three, seen: 1, ("bps", 987_654_321), ("ingress", neighbours), ("sampling", 1000))).Accepted();

        var status = await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Length > 0);
        Assert.Equal(["op3"], status!.Operators.Select(o => o.Operator));
        Assert.Equal("sightings", await World.PolicyOfPlan("op1", alert));
        var shown = (await World.Wire("op1").Post("mitigation_request", Body.Extended(Body.Request(World, alert, "192.0.2.11"), ("policy", "sightings")))).Accepted().Text;
        Assert.DoesNotContain("4111222333", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("987654321", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_report_is_taken_and_changes_nothing()
    {
        var alert = await Ask("192.0.2.12");
        var question = await Question(shared.Op2, "192.0.2.12");

        (await Tell("op2", 64502, question, seen: 1, ("bps", 8000))).Accepted();
        Assert.Equal("{}", (await Tell("op2", 64502, question, seen: 0)).Accepted().Text);
        (await Tell("op3", 64503, question, seen: 0)).Accepted();

        var status = await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Length > 0);
        Assert.Equal(["op2"], status!.Operators.Select(o => o.Operator));
    }

    [Fact]
    public async Task Report_is_taken_only_from_whom_was_asked_and_only_for_what_was_asked()
    {
        await Ask("192.0.2.13");
        var question = await Question(shared.Op2, "192.0.2.13");

        (await Tell("op1", 64501, question, seen: 1)).Refused(403, 255, "was not asked");
        (await Tell("customer1", 0, question, seen: 1)).Refused(403, 255, "was not asked");
        (await Tell("op2", 64503, question, seen: 1)).Refused(403, 255, "sender_asn");
        foreach (var id in new[] { "s-1", "x:y/sighting/z", question.SightingId[..^1] + "x", $"nobody:{new string('a', 64)}/sighting/{new string('0', 16)}", $"op1:{new string('f', 64)}/sighting/{new string('0', 16)}" })
            (await Tell("op2", 64502, question with { SightingId = id }, seen: 1)).Refused(403, 255, "was not asked");

        var impostor = Report("op3", 64502, question, 1);
        (await World.Wire("op2").Post("sighting_report", impostor)).Refused(403, 255, "sender_id");
        Assert.Equal(403, (await World.Wire("stranger").Post("sighting_report", Report("stranger", 64502, question, 1))).Status);
        (await Tell("op2", 64502, question, seen: 1)).Accepted();
        (await Tell("op3", 64503, question, seen: 1)).Accepted();
    }

    [Fact]
    public async Task Nonsense_is_refused_and_may_be_corrected()
    {
        var alert = await Ask("192.0.2.14");
        var question = await Question(shared.Op2, "192.0.2.14");
        JsonArray Neighbours(int count) => [.. Enumerable.Range(1, count).Select(n => new JsonObject { ["neighbour_asn"] = n, ["bps"] = 1 })];

        (await Tell("op2", 64502, question, seen: 1, ("ingress", Neighbours(257)))).Refused(500, 0, "ingress", "256");
        (await Tell("op2", 64502, question, seen: 1, ("ingress", Neighbours(5000)))).Refused(413, 255);
        (await Tell("op2", 64502, question, seen: 2)).Refused(500, 0, "seen");
        (await Tell("op2", 64502, question, seen: 1, ("bps", -1))).Refused(500, 0, "bps");
        (await Tell("op2", 64502, question, seen: 1, ("ingress", new JsonArray(new JsonObject { ["bps"] = 5 })))).Refused(400, 0, "neighbour_asn");
        (await Tell("op2", 64502, question, seen: 1, ("volume", 5))).Refused(500, 0, "volume");
        (await World.Wire("op2").Post("sighting_report", "{\"version\":\"1.0.0\",")).Refused(400, 0);
        var withoutId = Report("op2", 64502, question, 1);
        withoutId.Remove("sighting_id");
        (await World.Wire("op2").Post("sighting_report", withoutId)).Refused(400, 0, "sighting_id");

        (await Tell("op2", 64502, question, seen: 1, ("ingress", Neighbours(256)))).Accepted();
        (await Tell("op3", 64503, question, seen: 0)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Length > 0);
    }

    [Fact]
    public async Task Orchestrator_answers_no_questions_what_it_sees()
    {
        var question = new JsonObject
        {
            ["version"] = "1.0.0", ["sender_id"] = World.SenderId("op2"), ["sender_asn"] = "64502", ["sighting_id"] = "s-1", ["dst_ip"] = "192.0.2.1",
            ["deadline"] = DateTimeOffset.UtcNow.AddSeconds(5).ToUnixTimeMilliseconds(),
        };

        (await World.Wire("op2").Post("sighting_request", question)).Refused(404, 255, "not served here");
    }

    [Fact]
    public async Task Late_report_is_taken_after_the_plan_was_made_without_it()
    {
        await using var world = await GatewayWorld.Start(change: s => SharedGateway.Quick(s, new PlanningSettings { Policy = "sightings", Sightings = new SightingsSettings { DeadlineMs = 10_000 } }));
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);

        var alert = Body.NewAlert();
        (await world.Wire("op1").Post("mitigation_request", Body.Request(world, alert, "192.0.2.15"))).Accepted();
        await GatewayWorld.Until(() => world.Status("op1", alert), s => s!.Operators.Length > 0);

        Assert.Equal("near-source", await world.PolicyOfPlan("op1", alert));
        (await world.Wire("op2").Post("sighting_report", Report(world, "op2", 64502, op2.Questions.Single(), 1))).Accepted();
    }

    [Fact]
    public async Task Controllers_that_fail_in_every_way_do_not_keep_the_others_from_being_asked_and_the_plan_from_being_made()
    {
        string[] faults = ["404", "503", "garbage", "another message", "hangup", "silence", "stall", "endless"];
        await using var world = await GatewayWorld.Start(change: s => SharedGateway.Quick(s, new PlanningSettings { Sightings = new SightingsSettings { DeadlineMs = 10_000, Concurrency = 2 } }));
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);
        var peers = faults.ToDictionary(f => f, f => new ScriptedPeer(world.Issue("m-" + f.Replace(' ', '-')), Fault(f)));
        foreach (var fault in faults)
            world.Consortium.Add(ConsortiumJson.Member(Member(fault), "operator", 65000, world.SenderId(Member(fault)), "10.7.0.0/16"));
        world.WriteConsortium();
        foreach (var (fault, peer) in peers)
        {
            await world.Known(Member(fault));
            (await world.Wire(Member(fault)).Post(
                "registration", Body.Extended(Body.Registration(Member(fault), "10.7.0.0/16"), ("callback_url", peer.Url.ToString()), ("kind", "operator")))).Accepted();
        }

        var alert = await Ask(world, "192.0.2.16");
        var question = (await GatewayWorld.Until(() => Task.FromResult(op2.Questions.FirstOrDefault()), q => q is not null))!;
        (await world.Wire("op2").Post("sighting_report", Report(world, "op2", 64502, question, 1))).Accepted();

        var status = await GatewayWorld.Until(() => world.Status("op1", alert), s => s!.Operators.Length > 0);
        Assert.Equal(("sightings", "op2"), (await world.PolicyOfPlan("op1", alert), status!.Operators.Single().Operator));
        foreach (var peer in peers.Values)
            await peer.DisposeAsync();
    }

    private static string Member(string fault) => "m-" + fault.Replace(' ', '-');

    private static ScriptedAnswer Fault(string fault) => fault switch
    {
        "404" => ScriptedAnswer.Says(404, """{"error_reason":255,"error_detail":"no sightings here"}"""),
        "503" => ScriptedAnswer.Says(503, "later", "text/plain"),
        "garbage" => ScriptedAnswer.Raw("nonsense\r\n\r\n"),
        "another message" => ScriptedAnswer.Says(200, """{"version":"1.0.0"}"""),
        "hangup" => ScriptedAnswer.Hangup,
        "silence" => ScriptedAnswer.Silence,
        "stall" => ScriptedAnswer.Stalls("{"),
        _ => ScriptedAnswer.Endless(),
    };

    private Task<string> Ask(string target) => Ask(World, target);

    private static async Task<string> Ask(GatewayWorld world, string target)
    {
        var alert = Body.NewAlert();
        (await world.Wire("op1").Post("mitigation_request", Body.Extended(Body.Request(world, alert, target), ("policy", "sightings")))).Accepted();
        return alert;
    }

    private static async Task<SightingRequest> Question(ScriptedController controller, string target) => (await GatewayWorld.Until(
        () => Task.FromResult(controller.Questions.FirstOrDefault(q => q.Destinations.Any(d => d.ToString() == target + "/32"))), q => q is not null))!;

    private Task<WireAnswer> Tell(string member, uint asn, SightingRequest question, int seen, params (string Name, JsonNode Value)[] more) =>
        World.Wire(member).Post("sighting_report", Report(member, asn, question, seen, more));

    private JsonObject Report(string member, uint asn, SightingRequest question, int seen, params (string Name, JsonNode Value)[] more) => Report(World, member, asn, question, seen, more);

    private static JsonObject Report(GatewayWorld world, string member, uint asn, SightingRequest question, int seen, params (string Name, JsonNode Value)[] more)
    {
        var body = new JsonObject
        {
            ["version"] = "1.0.0", ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}", ["sighting_id"] = question.SightingId, ["seen"] = seen,
        };
        foreach (var (name, value) in more)
            body[name] = value;
        return body;
    }
}
