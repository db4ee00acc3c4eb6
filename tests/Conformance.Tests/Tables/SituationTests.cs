using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Grains.Consortium;
using Grains.Identity;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests;
using Orleans;

namespace Conformance.Tests.Tables;

/// <summary>The table of situations, at both servers (mechanism, section 4).</summary>
[Collection(OneWorld.Name)]
public sealed class SituationTests(ConformanceWorld world)
{
    private const int Done = 2;

    public static TheoryData<Receiver> Servers => [Receiver.Orchestrator, Receiver.Controller];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Same_member_registers_again_and_has_the_same_customer_id_and_a_new_token_and_all_is_replaced(Receiver server)
    {
        var (asker, outside) = (Asker.Registering(world, server), 250);
        var wide = (await asker.Register(asker.Registration())).Accepted().Body;
        (await asker.Ask(asker.Body(world.NewAlert(), outside))).Accepted();
        var narrow = (await asker.Register(asker.Registration().Patched($$"""{"protected_zone":[{"index":1,"ipv4_CIDR":"{{asker.Net}}.192/27"}]}"""))).Accepted().Body;

        Assert.Equal((string?)wide["customer_id"], (string?)narrow["customer_id"]);
        Assert.NotEqual((string?)wide["access_token"], (string?)narrow["access_token"]);
        Assert.All([wide, narrow], answer => Assert.False(string.IsNullOrEmpty((string?)answer["access_token"])));
        (await asker.Ask(asker.Body(world.NewAlert(), outside))).Refused(403, 255, $"{outside}");
        (await asker.Cancel(asker.Name)).Accepted();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Cancelling_with_mitigations_active_withdraws_them_and_says_how_many(Receiver server)
    {
        var asker = Asker.Registering(world, server);
        var alerts = new[] { world.NewAlert(), world.NewAlert(), world.NewAlert() };
        var id = (string)(await asker.Register(asker.Registration())).Accepted().Body["customer_id"]!;
        foreach (var (alert, at) in alerts.Select((a, at) => (a, at)))
            (await asker.Ask(asker.Body(alert, 200 + at))).Accepted();
        (await asker.Terminate(alerts[0])).Accepted();

        var answer = (await asker.Send("registration_cancelling", new JsonObject { ["customer_id"] = id, ["reasons"] = "moved away" })).Accepted().Body;

        Assert.Equal(id, (string?)answer["customer_id"]);
        Assert.Contains("2", (string?)answer["result"], StringComparison.Ordinal);
        foreach (var alert in alerts)
            Assert.Equal(Done, Status(await asker.Ask(asker.Body(alert, 210), TimeProvider.System.GetUtcNow().AddSeconds(5))));
        Assert.Contains("0", (string?)(await asker.Cancel(id)).Accepted().Body["result"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Cancelling_somebody_elses_or_an_unknown_id_is_403(Receiver server)
    {
        var asker = Asker.Registering(world, server);
        foreach (var id in new[] { Asker.Unregistered(world, server).Name, "nobody", asker.Name.ToUpperInvariant() })
            (await asker.Cancel(id)).RefusedWith(Bodies.Cancelling(id), 403, 255, id);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Request_with_an_ended_alert_id_is_answered_done_and_revives_nothing(Receiver server)
    {
        var (asker, alert) = (Asker.Unregistered(world, server), world.NewAlert());
        (await asker.Ask(asker.Body(alert, 150))).Accepted();
        (await asker.Terminate(alert)).Accepted();

        // Again, for something else, older and newer: this row of the table goes before the next.
        foreach (var (last, seconds) in new[] { (150, 0), (151, 5), (151, -30) })
        {
            var answer = await asker.Ask(asker.Body(alert, last), TimeProvider.System.GetUtcNow().AddSeconds(seconds));
            Assert.Equal((Done, alert), (Status(answer), (string?)answer.Body["alert_id"]));
            Assert.Null(answer.Body["lifetime"]);
        }

        Assert.Equal(Done, Status(await asker.Terminate(alert)));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_requests_with_one_alert_id_the_newest_Date_wins_and_an_older_one_changes_nothing(Receiver server)
    {
        var (asker, alert, now) = (Asker.Unregistered(world, server), world.NewAlert(), TimeProvider.System.GetUtcNow());
        Assert.Equal(1000, await Granted(1000, 0));
        Assert.Equal(2000, await Granted(2000, 10));
        Assert.InRange(await Granted(3000, 5), 1980, 2000);
        Assert.InRange(await Granted(2000, 10), 1980, 2000);
        Assert.Equal(1500, await Granted(1500, 10));
        (await asker.Terminate(alert)).Accepted();

        async Task<int> Granted(int lifetime, int seconds) =>
            (int)(await asker.Ask(asker.Body(alert, 152).Patched($$"""{"lifetime":{{lifetime}}}"""), now.AddSeconds(seconds))).Accepted().Body["lifetime"]!;
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Changed_scope_is_authorised_afresh(Receiver server)
    {
        var (asker, alert, now) = (Asker.Unregistered(world, server), world.NewAlert(), TimeProvider.System.GetUtcNow());
        (await asker.Ask(asker.Body(alert, 153), now)).Accepted();

        var outside = asker.Body(alert).Patched("""{"packet_header":{"dst_ip":"198.51.100.1"}}""");
        (await asker.Ask(outside, now.AddSeconds(1))).RefusedWith(outside, 403, 255, "198.51.100.1");
        (await asker.Ask(asker.Body(alert, 154), now.AddSeconds(2))).Accepted();
        Assert.Equal(Done, Status(await asker.Terminate(alert)));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Termination_and_efficacy_for_what_this_member_never_had_accepted_are_404(Receiver server)
    {
        var (asker, other, alert) = (Asker.Unregistered(world, server), Asker.Registering(world, server), world.NewAlert());
        (await asker.Ask(asker.Body(alert, 155))).Accepted();

        // An alert_id is the asker's own: under another member's name it is another one.
        (await other.Terminate(alert)).RefusedWith(other.About(alert), 404, 255, "alert_id");
        var efficacy = Bodies.Efficacy(alert, world.SenderId(other.Name), other.Asn);
        (await other.Send("mitigation_efficacy_updates", efficacy)).RefusedWith(efficacy, 404, 255, "alert_id");

        Assert.InRange(Status(await asker.Send("mitigation_efficacy_updates", Bodies.Efficacy(alert, world.SenderId(asker.Name), asker.Asn))), 0, 1);
        (await asker.Terminate(alert)).Accepted();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Termination_is_answered_done_from_the_first_on_and_again_the_same(Receiver server)
    {
        var (asker, alert) = (Asker.Unregistered(world, server), world.NewAlert());
        Assert.InRange(Status(await asker.Ask(asker.Body(alert, 156))), 0, 1);

        for (var i = 0; i < 3; i++)
            Assert.Equal(Done, Status(await asker.Terminate(alert)));
        Assert.Empty((await asker.Send("mitigation_termination_status_acknowledgement", asker.About(alert))).Accepted().Body);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Overlap_with_anothers_active_mitigation_is_409_3_and_with_an_own_one_it_is_accepted(Receiver server)
    {
        // At both servers customers' zones lie inside: at the orchestrator customer1's in op1's, at the controller customer2's in customer1's.
        var (asker, other) = (Asker.Unregistered(world, server), server == Receiver.Orchestrator ? new(world, "customer1", server, "192.0.2", "192.0.2.128/25") : Asker.Registering(world, server));
        var (first, second, foreign) = (world.NewAlert(), world.NewAlert(), world.NewAlert());
        (await asker.Ask(asker.Body(first, 220).Patched($$$"""{"packet_header":{"dst_ip":"{{{asker.Net}}}.208/28"}}"""))).Accepted();

        (await asker.Ask(asker.Body(second, 220))).Accepted();
        var overlapping = other.Body(foreign, 221);
        (await other.Ask(overlapping)).RefusedWith(overlapping, 409, 3, $"{asker.Net}.208/28");
        (await asker.Terminate(second)).Accepted();
        (await asker.Terminate(first)).Accepted();
        await ConformanceWorld.Until(async () => (await other.Ask(overlapping)).Status == 200);
        (await other.Terminate(foreign)).Accepted();
    }

    [Fact]
    public async Task Zone_of_two_claims_is_disputed_and_409_3_once_an_administrator_has_refused_it()
    {
        var claim = Bodies.Registration("op4", "192.0.2.64/26").Patched("""{"extensions":{"orchestrator":{"version":1,"kind":"operator"}}}""");
        Assert.Equal([1], (await world.Send("op4", Receiver.Orchestrator, "registration", claim)).Accepted().Extension!["disputed"]!.AsArray().Select(i => (int)i!));

        var key = world.SenderId("op1");
        world.Gateway.Consortium["op1"]["roles"] = new JsonObject { [key] = new JsonArray("approver") };
        world.Gateway.WriteConsortium();
        var registry = world.Gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IConsortiumGrain>(0);
        await ConformanceWorld.Until(async () => await registry.DecideClaim(new Principal("op1", key), "op4", Dots.Addressing.Prefix.Parse("192.0.2.64/26"), granted: false, "it is op1's") is null);
        await world.Gateway.Services.GetRequiredService<ConsortiumView>().Refresh();

        (await world.Send("op4", Receiver.Orchestrator, "registration", claim)).RefusedWith(claim, 409, 3, "protected_zone", "192.0.2.64/26");
    }

    [Fact]
    public async Task Customer_sends_its_operators_ASN_or_0()
    {
        foreach (var (server, asn) in new[] { (Receiver.Orchestrator, "64501"), (Receiver.Orchestrator, "0"), (Receiver.Controller, "64503"), (Receiver.Controller, "0") })
            (await world.Send("customer1", server, "heartbeat", Bodies.Heartbeat(world.SenderId("customer1"), asn))).Accepted();
    }

    [Fact]
    public async Task Report_from_who_was_not_asked_or_for_anothers_engagement_is_403()
    {
        var order = await Reporting.Order(world);
        var good = await Reporting.Body(world);
        var (alert, engagement) = (order.Alert, (string)order.Body["extensions"]!["orchestrator"]!["engagement"]!["id"]!);

        foreach (var (sender, underAlert, id, revision) in new[]
        {
            ("op1", alert, engagement, 1), ("op4", alert, engagement, 1), ("customer1", alert, engagement, 1), ("op2", world.NewAlert(), engagement, 1), ("op2", alert, "x", 1),
            ("op2", alert, engagement.Replace("op2", "op3", StringComparison.Ordinal), 1), ("op2", alert, engagement, 9),
        })
        {
            var body = Bodies.Extended(Bodies.Status(underAlert, world.SenderId(sender), Route.Asn(sender)), "engagement", Bodies.Engagement(id, revision, ("state", "active"), ("report", 1_000_000)));
            (await world.Send(sender, Receiver.Orchestrator, "mitigation_status_updates", body)).RefusedWith(body, 403, 255);
        }

        Assert.Empty((await world.Send("op2", Receiver.Orchestrator, "mitigation_status_updates", good)).Accepted().Body);
    }

    [Fact]
    public async Task Report_with_an_older_number_or_falling_totals_is_200_and_ignored()
    {
        var (alert, asker) = (world.NewAlert(), Asker.Unregistered(world, Receiver.Orchestrator));
        var order = await Reporting.Ordered(world, alert, "192.0.2.3");

        foreach (var (number, bits) in new[] { (5, 500), (5, 700), (4, 900), (6, 400), (7, 600) })
            Assert.Empty((await world.Send("op2", Receiver.Orchestrator, "mitigation_status_updates", Reporting.Body(world, order, number).Patched($$"""{"malicious_total_bits":{{bits}}}"""))).Accepted().Body);

        Assert.Equal(600, (long)(await asker.Terminate(alert)).Accepted().Body["malicious_total_bits"]!);
    }

    [Fact]
    public async Task Order_is_taken_once_by_its_revision_and_a_withdrawal_ends_it()
    {
        var (alert, route) = (world.NewAlert(), new Route("mitigation_request", "orchestrator", Receiver.Controller));
        var order = route.Body(world, alert);
        var engagement = order["extensions"]!["orchestrator"]!["engagement"]!;
        Assert.Equal((1, alert), Answered(await Send("mitigation_request", order)));
        engagement["revision"] = 3;
        Assert.Equal((3, alert), Answered(await Send("mitigation_request", order)));

        // Lower and equal ones are answered what is stored.
        foreach (var late in new[] { 2, 3 })
        {
            engagement["revision"] = late;
            Assert.Equal((3, alert), Answered(await Send("mitigation_request", order)));
        }

        var withdrawal = Bodies.Extended(Bodies.About(alert, world.SenderId("orchestrator"), "0"), "engagement", engagement.DeepClone());
        withdrawal["extensions"]!["orchestrator"]!["engagement"]!["revision"] = 4;
        for (var i = 0; i < 2; i++)
        {
            var ended = await Send("mitigation_termination_request", withdrawal);
            Assert.Equal(((4, alert), Done), (Answered(ended), Status(ended)));
        }

        // What ended is not revived.
        Assert.Equal(Done, Status(await Send("mitigation_request", order)));

        Task<WireAnswer> Send(string message, JsonObject body) => world.Send("orchestrator", Receiver.Controller, message, body);

        static (int, string) Answered(WireAnswer answer) => ((int)answer.Accepted().Extension!["engagement"]!["revision"]!, (string)answer.Body["alert_id"]!);
    }

    private static int Status(WireAnswer answer) => (int)answer.Accepted().Body["status"]!;
}
