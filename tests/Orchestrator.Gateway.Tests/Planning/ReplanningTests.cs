using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Mitigations;
using Grains.Planning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>Plans anew, over real TLS, with controllers that say what a test wants.</summary>
public sealed class ReplanningTests : AheadGateway
{
    // 65001 has left op2 and buys from op3.
    private const string Moved = "64503|64501|-1\n65010|64503|-1\n65010|64502|-1\n64503|65001|-1\n65002|64503|0\n";

    [Fact]
    public async Task Another_map_of_the_Internet_brings_in_who_is_on_the_path_now_and_lets_go_who_is_not_any_more()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        var order = await Orders(Op2, 1);

        await Written(Moved);
        Time.Advance(MitigationRules.ReplanWithin);

        await Orders(Op3, 1);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
        Assert.Empty(Op2.Withdrawals);

        // Only of who says that nothing matches is known that nothing does.
        Time.Advance(MitigationRules.ReleaseAfter + TimeSpan.FromSeconds(1));
        Assert.IsType<SendResult<Nothing>.Ok>(await Op2.Report(order, new MitigationKey("op1", alert).ControllersAlert, 64502, EngagementReportState.Active, 1));
        await GatewayWorld.Until(() => Task.FromResult(Op2.Withdrawals.Count), n => n == 1);
        Assert.Empty(Op3.Withdrawals);
    }

    [Fact]
    public async Task Map_by_which_no_plan_is_worth_more_changes_nothing()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(Op2, 1);

        await Written(Topology + "65002|65099|-1\n");
        Time.Advance(MitigationRules.ReplanWithin);

        await GatewayWorld.Until(() => Plans(alert), p => p.Count == 3);
        Assert.Equal(["planned", "replanning", "kept"], await Plans(alert));
        Assert.Equal((1, 0, 0), (Op2.Orders.Count, Op2.Withdrawals.Count, Op3.Orders.Count));
    }

    [Fact]
    public async Task Attack_that_comes_from_elsewhere_brings_in_others_while_who_stands_goes_on()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(Op2, 1);

        (await World.Wire("op1").Post("mitigation_request", Request(alert, "10.2.0.1"), Time.GetUtcNow().AddSeconds(1))).Accepted();
        await Orders(Op2, 2);
        Assert.Empty(Op3.Orders);
        Time.Advance(MitigationRules.ReplanEvery);

        await Orders(Op3, 1);
        Assert.Equal(1, (await World.Status("op1", alert))!.Operators.Single(o => o.Operator == "op3").Share, 6);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
        Assert.Empty(Op2.Withdrawals);
    }

    [Fact]
    public async Task Asker_that_asks_for_less_cuts_every_filter_down_at_once_and_moves_nothing()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(Op2, 1);
        Assert.Empty(Assert.Single(Op2.Requests).Header!.PacketLengths);

        var narrow = Request(alert, "10.1.0.1");
        narrow["packet_header"]!["pkt_len"] = "400-500";
        (await World.Wire("op1").Post("mitigation_request", narrow, Time.GetUtcNow().AddSeconds(1))).Accepted();

        await Orders(Op2, 2);
        Assert.Equal("400-500", Assert.Single(Op2.Requests.Last().Header!.PacketLengths).ToString());
        Assert.Equal(["planned"], await Plans(alert));
        Time.Advance(MitigationRules.ReplanEvery);
        await GatewayWorld.Until(() => Plans(alert), p => p.Count == 3);
        Assert.Equal(["planned", "replanning", "kept"], await Plans(alert));
        Assert.Equal((2, 0, 0), (Op2.Orders.Count, Op2.Withdrawals.Count, Op3.Orders.Count));
    }

    [Fact]
    public async Task Asker_in_need_gets_further_help_until_as_many_are_engaged_as_may_be_which_is_logged_once()
    {
        await Start(ask: 1);
        var alert = await Ask(null, ("sources", JsonNode.Parse("""[{"prefix":"10.1.0.1/32","bps":900000},{"prefix":"10.2.0.1/32","bps":100000}]""")!));
        await Orders(Op2, 1);

        await Fares(alert, 20);
        await Orders(Op3, 1);
        await Fares(alert, 19);
        await GatewayWorld.Until(() => Task.FromResult(Log.Entries.Count(e => e.Id.Name == "Mitigation.FullyEngaged")), logged => logged > 0);
        await Fares(alert, 18);

        Assert.Equal(2, (await Ledger(alert)).Count(e => e.Kind == "recruited"));
        Assert.Equal(2, (await Ledger(alert)).Count(e => e.Kind == "recruiting"));
        Assert.Contains("2 operators are engaged", Assert.Single(Log.Entries, e => e.Id.Name == "Mitigation.FullyEngaged").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_operator_tells_too_late_for_the_plan_makes_another()
    {
        await Start(ask: 1, sightings: true);
        var alert = await Ask(null, ("policy", "sightings"));
        var (two, three) = (await Question(Op2), await Question(Op3));
        await Tell("op2", 64502, two, 100_000);
        await Orders(Op2, 1);

        await Tell("op3", 64503, three, 900_000);
        Time.Advance(MitigationRules.ReplanEvery);

        await Orders(Op3, 1);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
    }

    [Fact]
    public async Task Asker_that_asks_for_less_is_planned_for_by_what_operators_see_of_that()
    {
        await Start(ask: 1, sightings: true);
        var alert = await Ask(null, ("policy", "sightings"));
        var (two, three) = (await Question(Op2), await Question(Op3));
        await Tell("op3", 64503, three, 100_000);
        await Tell("op2", 64502, two, 900_000);
        await Orders(Op2, 1);

        var narrow = Request(alert, null, ("policy", "sightings"));
        narrow["packet_header"]!["pkt_len"] = "400-500";
        (await World.Wire("op1").Post("mitigation_request", narrow, Time.GetUtcNow().AddSeconds(1))).Accepted();
        await Orders(Op2, 2);
        Time.Advance(MitigationRules.ShiftEvery);

        var asked = await GatewayWorld.Until(() => Task.FromResult(Op2.Questions.ToList()), questions => questions.Count == 2);
        Assert.NotEqual(two.SightingId, asked[1].SightingId);
    }

    [Fact]
    public async Task Operator_that_declined_and_is_free_again_is_asked_again_when_nobody_else_was_found()
    {
        await Start(ask: 1);
        Op2.Answers = Op3.Answers = _ => EngagementReportState.Declined;
        var alert = await Ask("10.1.0.1");
        var order = await Orders(Op2, 1);

        // All of it passes op3, which is asked in op2's place, and does not want either.
        await GatewayWorld.Until(() => Advanced(TimeSpan.FromSeconds(1)), _ => Op3.Orders.Count > 0);
        Op2.Answers = _ => EngagementReportState.Active;
        Assert.Single(Op2.Orders);

        Assert.IsType<SendResult<Nothing>.Ok>(await Op2.Report(order, new MitigationKey("op1", alert).ControllersAlert, 64502, EngagementReportState.Released, 1));

        await GatewayWorld.Until(() => Advanced(TimeSpan.FromSeconds(1)), _ => Op2.Orders.Count == 2);
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Single(o => o.Operator == "op2").State == EngagementState.Active);
    }

    [Fact]
    public async Task Second_attack_gets_half_of_the_capacity_that_the_first_leaves()
    {
        await Start(ask: 1, scrub: 1_000_000);
        var alert = await Ask("10.1.0.1");
        await Orders(Op2, 1);
        Assert.Equal(0.5, (await World.Status("op1", alert))!.Operators.Single().Share, 6);

        var left = await GatewayWorld.Until(ShareOfASecond, share => share < 0.5);
        Assert.Equal(0.25, left, 6);

        (await World.Wire("op1").Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0.5, await GatewayWorld.Until(ShareOfASecond, share => share > 0.25), 6);
    }

    private async Task<string> Ask(string? source, params (string Name, JsonNode Value)[] more)
    {
        var alert = Body.NewAlert();
        (await World.Wire("op1").Post("mitigation_request", Request(alert, source, more))).Accepted();
        return alert;
    }

    private JsonObject Request(string alert, string? source, params (string Name, JsonNode Value)[] more)
    {
        var body = source is null ? Body.Extended(Body.Request(World, alert), ("volume_bps", 1_000_000)) : Request(alert, [source]);
        foreach (var (name, value) in more)
            body["extensions"]!["orchestrator"]![name] = value;
        return body;
    }

    /// <summary>What op2 would be asked to drop of a second attack like the first.</summary>
    private async Task<double> ShareOfASecond()
    {
        var body = Request(Body.NewAlert(), "10.1.0.1", ("plan_only", true));
        body["packet_header"]!["dst_ip"] = "192.0.2.77";
        var operators = (await World.Wire("op1").Post("mitigation_request", body)).Accepted().Extension!["mitigation"]!["operators"]!.AsArray();
        return (double)operators.Single(o => (string)o!["name"]! == "op2")!["share"]!;
    }

    private async Task Written(string topology)
    {
        var view = World.Services.GetRequiredService<PlanningView>();
        var before = view.Current.Version;
        File.WriteAllText(Folder.File("topology"), topology);
        await GatewayWorld.Until(() => Task.FromResult(view.Current.Version), version => version != before);
    }

    private static async Task<SightingRequest> Question(ScriptedController controller) => (await GatewayWorld.Until(() => Task.FromResult(controller.Questions.FirstOrDefault()), q => q is not null))!;

    private Task Tell(string member, uint asn, SightingRequest question, long bps) => World.Wire(member).Post("sighting_report", new JsonObject
    {
        ["version"] = "1.0.0", ["sender_id"] = World.SenderId(member), ["sender_asn"] = $"{asn}", ["sighting_id"] = question.SightingId, ["seen"] = 1, ["bps"] = bps,
    });

    /// <summary>Under attack with this health, after the time within which nobody is called for again.</summary>
    private async Task Fares(string alert, int health)
    {
        Time.Advance(MitigationRules.RecruitEvery + TimeSpan.FromSeconds(1));
        (await World.Wire("op1").Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, health), Time.GetUtcNow())).Accepted();
    }

    /// <summary>The kinds of what the ledger says of plans, in order.</summary>
    private async Task<List<string>> Plans(string alert) => [.. (await Ledger(alert)).Select(e => e.Kind).Where(kind => kind is "planned" or "replanning" or "replanned" or "kept")];

    private Task<bool> Advanced(TimeSpan by)
    {
        Time.Advance(by);
        return Task.FromResult(true);
    }
}
