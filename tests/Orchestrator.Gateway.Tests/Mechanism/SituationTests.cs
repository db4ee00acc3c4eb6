using System.Text.Json.Nodes;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>The table of situations (mechanism, section 4).</summary>
public sealed class SituationTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const int Done = 2;

    private GatewayWorld World => shared.World;

    private Wire Op1 => World.Wire("op1");

    [Fact]
    public async Task Request_with_an_ended_alert_id_is_answered_done_and_revives_nothing()
    {
        var (alert, orders) = (Body.NewAlert(), shared.Op2.Orders);
        var body = Body.Request(World, alert, "192.0.2.10");
        (await Op1.Post("mitigation_request", body)).Accepted();
        await Ordered(alert);
        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);
        var before = orders.Count(o => Is(o.Id, alert));

        foreach (var target in new[] { "192.0.2.10", "192.0.2.11" })
        {
            body["packet_header"]!["dst_ip"] = target;
            var answer = (await Op1.Post("mitigation_request", body, TimeProvider.System.GetUtcNow().AddSeconds(5))).Accepted();
            Assert.Equal(Done, (int)answer.Body["status"]!);
            Assert.Null(answer.Body["lifetime"]);
        }

        Assert.Equal(MitigationPhase.Closed, (await World.Status("op1", alert))!.Phase);
        Assert.Equal(before, orders.Count(o => Is(o.Id, alert)));
    }

    [Fact]
    public async Task Ended_alert_id_with_a_target_out_of_bounds_is_still_no_way_in()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.12"))).Accepted();
        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();

        (await Op1.Post("mitigation_request", Body.Request(World, alert, "198.51.100.1"), TimeProvider.System.GetUtcNow().AddSeconds(5))).Refused(403, 255, "198.51.100.1");
    }

    [Fact]
    public async Task Newest_date_wins_and_an_older_message_changes_nothing()
    {
        var (alert, now) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        var body = Body.Request(World, alert, "192.0.2.20");
        body["lifetime"] = 1000;
        (await Op1.Post("mitigation_request", body, now)).Accepted();

        body["lifetime"] = 2000;
        Assert.Equal(2000, (int)(await Op1.Post("mitigation_request", body, now.AddSeconds(10))).Accepted().Body["lifetime"]!);
        body["lifetime"] = 3000;
        body["packet_header"]!["dst_ip"] = "192.0.2.21";
        var older = (await Op1.Post("mitigation_request", body, now.AddSeconds(5))).Accepted();

        Assert.InRange((int)older.Body["lifetime"]!, 1990, 2000);
        Assert.Equal("192.0.2.20/32", (await World.Status("op1", alert))!.Targets.Single().ToString());
    }

    [Fact]
    public async Task Equal_date_and_body_is_a_retry_and_with_another_body_the_later_arrival_wins()
    {
        var (alert, now) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        var body = Body.Request(World, alert, "192.0.2.30");
        body["lifetime"] = 1000;
        (await Op1.Post("mitigation_request", body, now)).Accepted();
        await Ordered(alert);
        var end = (await World.Status("op1", alert))!.End;

        (await Op1.Post("mitigation_request", body, now)).Accepted();
        Assert.Equal(end, (await World.Status("op1", alert))!.End);
        body["lifetime"] = 2000;
        Assert.Equal(2000, (int)(await Op1.Post("mitigation_request", body, now)).Accepted().Body["lifetime"]!);

        Assert.NotEqual(end, (await World.Status("op1", alert))!.End);
    }

    [Fact]
    public async Task Refresh_is_the_next_revision_with_the_new_end()
    {
        var (alert, now) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        var body = Body.Request(World, alert, "192.0.2.31");
        body["lifetime"] = 600;
        (await Op1.Post("mitigation_request", body, now)).Accepted();
        var first = await Ordered(alert);

        body["lifetime"] = 1200;
        (await Op1.Post("mitigation_request", body, now.AddSeconds(1))).Accepted();

        var second = await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Orders.LastOrDefault(o => Is(o.Id, alert))), o => o?.Revision == 2);
        Assert.Equal(first.Id, second!.Id);
        Assert.InRange(second.NotAfter - first.NotAfter, TimeSpan.FromSeconds(595), TimeSpan.FromSeconds(610));
    }

    [Fact]
    public async Task Changed_target_is_authorised_afresh_withdrawn_and_ordered_anew()
    {
        var (alert, now) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.32"), now)).Accepted();
        await Ordered(alert);

        (await Op1.Post("mitigation_request", Body.Request(World, alert, "203.0.113.1"), now.AddSeconds(1))).Refused(403, 255, "203.0.113.1");
        Assert.Equal("192.0.2.32/32", (await World.Status("op1", alert))!.Targets.Single().ToString());
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.33"), now.AddSeconds(2))).Accepted();

        await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Orders.LastOrDefault(o => Is(o.Id, alert))), o => o?.Revision == 3);
        Assert.Equal("192.0.2.33/32", (await World.Status("op1", alert))!.Targets.Single().ToString());
    }

    [Fact]
    public async Task Same_alert_id_of_two_members_is_two_mitigations()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.34"))).Accepted();
        (await World.Wire("customer1").Post("mitigation_request", Body.Request(World, alert, "192.0.2.234", "customer1", 0))).Accepted();

        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();

        Assert.True((await World.Status("customer1", alert))!.Runs);
        var ordered = await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Orders.Where(o => Is(o.Id, alert)).Select(o => o.Id).Distinct().ToArray()), o => o.Length == 2);
        Assert.Equal(2, ordered.Length);
    }

    [Fact]
    public async Task Termination_is_answered_done_and_again_the_same_and_reaches_everyone_asked()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.35"))).Accepted();
        await Ordered(alert);

        for (var i = 0; i < 3; i++)
            Assert.Equal(Done, (int)(await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted().Body["status"]!);

        foreach (var controller in new[] { shared.Op2, shared.Op3 })
            Assert.Equal(2, (await GatewayWorld.Until(() => Task.FromResult(controller.Withdrawals.FirstOrDefault(o => Is(o.Id, alert))), o => o is not null))!.Revision);
    }

    [Fact]
    public async Task Termination_of_what_this_member_never_had_is_404()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.36"))).Accepted();

        (await World.Wire("op2").Post("mitigation_termination_request", Body.Termination(World, alert, "op2", 64502))).Refused(404, 255, "alert_id");

        Assert.True((await World.Status("op1", alert))!.Runs);
    }

    [Fact]
    public async Task Report_of_who_was_not_asked_or_about_anothers_engagement_is_refused()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.37"))).Accepted();
        await Ordered(alert);
        var key = new MitigationKey("op1", alert);

        await Refused("op2", 64502, key.ControllersAlert, key.Engagement("op3"));
        await Refused("op1", 64501, key.ControllersAlert, key.Engagement("op1"));
        await Refused("op2", 64502, Body.NewAlert(), key.Engagement("op2"));
        await Refused("op2", 64502, new MitigationKey("op1", new string('d', 64)).ControllersAlert, new MitigationKey("op1", new string('d', 64)).Engagement("op2"));
        await Refused("op2", 64502, key.ControllersAlert, key.Engagement("op2"), revision: 7);
        await Refused("op2", 64502, key.ControllersAlert, "x");

        var status = (await World.Status("op1", alert))!;
        Assert.Equal(0, status.Totals.DroppedBits);
        Assert.DoesNotContain(status.Operators, o => o.State == EngagementState.Active);

        async Task Refused(string member, uint asn, string controllersAlert, string engagement, int revision = 1) =>
            (await World.Wire(member).Post("mitigation_status_updates", Body.Report(World, member, asn, controllersAlert, engagement, "active", 1, 500, revision))).Refused(403, 255);
    }

    [Fact]
    public async Task Report_that_names_no_engagement_is_refused_by_400()
    {
        var body = Body.Report(World, "op2", 64502, Body.NewAlert(), "x", "active", 1);
        body.Remove("extensions");

        (await World.Wire("op2").Post("mitigation_status_updates", body)).Refused(400, 0, "extensions.orchestrator.engagement");
    }

    [Fact]
    public async Task Report_with_an_older_number_or_falling_totals_is_answered_200_and_ignored()
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, "192.0.2.38"))).Accepted();
        await Ordered(alert);
        var key = new MitigationKey("op1", alert);

        foreach (var (number, bits) in new[] { (5, 500), (5, 500), (4, 900), (6, 400), (7, 600) })
            Assert.Empty((await World.Wire("op2").Post(
                "mitigation_status_updates", Body.Report(World, "op2", 64502, key.ControllersAlert, key.Engagement("op2"), "active", number, bits))).Accepted().Body);

        Assert.Equal(600, (await World.Status("op1", alert))!.Totals.DroppedBits);

        // What contradicts what it said before is remembered; a repetition is what a lost answer looks like.
        var flagged = await GatewayWorld.Until(() => Ledger(key, "flagged"), f => f.Length >= 2);
        Assert.Equal(2, flagged.Length);
        Assert.All(flagged, f => Assert.Equal(("orchestrator", "op2"), ((string?)f["by"], (string?)f["operator"])));
        Assert.All(flagged, f => Assert.NotEmpty((string)f["what"]!));
    }

    private async Task<JsonNode[]> Ledger(MitigationKey key, string kind)
    {
        List<JsonNode> found = [];
        await foreach (var entry in World.Services.GetRequiredService<Storage.IDocumentStore>().Ledger("mitigation", key.ToString()))
            if (entry.Event.Kind == kind)
                found.Add(JsonNode.Parse(entry.Event.Content.Span)!);
        return [.. found];
    }

    [Fact]
    public async Task Heartbeat_answer_carries_each_changed_status_once_and_only_to_its_member()
    {
        await Beat("op1", 64501);
        var (alert, beats) = (Body.NewAlert(), new List<JsonNode>());
        (await Op1.Post("mitigation_request", Body.Extended(Body.Request(World, alert, "192.0.2.39")))).Accepted();
        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);

        await GatewayWorld.Until(
            async () =>
            {
                beats.AddRange((await Beat("op1", 64501)).Where(s => (string?)s["alert_id"] == alert));
                return beats;
            },
            b => b.Any(s => (string?)s["extensions"]?["orchestrator"]?["mitigation"]?["state"] == "closed"));

        Assert.DoesNotContain(await Beat("op1", 64501), s => (string?)s["alert_id"] == alert);
        Assert.DoesNotContain(await Beat("op2", 64502), s => (string?)s["alert_id"] == alert);
        Assert.Equal(Done, (int)beats[^1]["status"]!);
    }

    [Fact]
    public async Task Heartbeat_is_answered_by_the_orchestrators_own_with_its_clock()
    {
        var answer = (await Op1.Post("heartbeat", Body.Extended(Body.Heartbeat(World)))).Accepted();

        Assert.Equal(World.SenderId("orchestrator"), (string?)answer.Body["sender_id"]);
        Assert.Equal("0", (string?)answer.Body["sender_asn"]);
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds((long)answer.Extension!["now"]!), TimeProvider.System.GetUtcNow().AddSeconds(-10), TimeProvider.System.GetUtcNow());
    }

    private static bool Is(string engagement, string alert) => engagement.Contains(alert, StringComparison.Ordinal);

    private async Task<JsonNode[]> Beat(string member, uint asn) =>
        [.. (await World.Wire(member).Post("heartbeat", Body.Extended(Body.Heartbeat(World, member, asn)))).Accepted().Extension?["mitigations"]?.AsArray().Select(s => s!) ?? []];

    private async Task<Dots.Mechanism.EngagementOrder> Ordered(string alert) =>
        (await GatewayWorld.Until(() => Task.FromResult((shared.Op2.Orders.FirstOrDefault(o => Is(o.Id, alert)), shared.Op3.Orders.FirstOrDefault(o => Is(o.Id, alert)))), o => o is (not null, not null))).Item1!;
}
