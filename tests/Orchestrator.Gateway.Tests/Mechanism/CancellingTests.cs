using System.Text.Json.Nodes;
using Grains.Consortium;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>registration_cancelling (draft, 5.1.1; mechanism, sections 1 and 4).</summary>
public sealed class CancellingTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Everything_active_is_withdrawn_everywhere_and_the_answer_says_how_many()
    {
        var member = await shared.NewOperator();
        var wire = World.Wire(member.Id);
        (await wire.Post("registration", Body.Registration(member.Id, member.Zone))).Accepted();
        string[] alerts = [Body.NewAlert(), Body.NewAlert()];
        foreach (var alert in alerts)
        {
            (await wire.Post("mitigation_request", Body.Request(World, alert, member.Address(1), member.Id, member.Asn))).Accepted();
            await GatewayWorld.Until(() => World.Status(member.Id, alert), s => s!.Operators.Count(o => o.State == EngagementState.Accepted) == 2);
        }

        var cancelled = (await wire.Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();

        Assert.Equal(member.Id, (string?)cancelled.Body["customer_id"]);
        Assert.Contains("withdrawn: 2", (string?)cancelled.Body["result"], StringComparison.Ordinal);
        Assert.Null(await shared.Registered(member.Id));
        foreach (var alert in alerts)
        {
            await GatewayWorld.Until(() => World.Status(member.Id, alert), s => s!.Phase == MitigationPhase.Closed);
            Assert.All(new[] { shared.Op2, shared.Op3 }, c => Assert.Contains(c.Withdrawals, w => w.Id.Contains(alert, StringComparison.Ordinal)));
        }

        Assert.Contains("withdrawn: 0", (string?)(await wire.Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted().Body["result"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_of_somebody_else_or_of_nobody_is_refused_and_nothing_is_withdrawn()
    {
        var (member, alert) = (await shared.NewOperator(), Body.NewAlert());
        (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Zone))).Accepted();
        (await World.Wire(member.Id).Post("mitigation_request", Body.Request(World, alert, member.Address(1), member.Id, member.Asn))).Accepted();

        foreach (var id in new[] { member.Id, "nobody", "op2 ", "OP2" })
            (await World.Wire("op2").Post("registration_cancelling", Body.Cancelling(id))).Refused(403, 255, id);
        (await World.Wire("stranger").Post("registration_cancelling", Body.Cancelling(member.Id))).Refused(403, 255, World.SenderId("stranger"));

        Assert.NotNull(await shared.Registered(member.Id));
        Assert.NotNull(await shared.Registered("op2"));
        Assert.True((await World.Status(member.Id, alert))!.Runs);
    }

    [Fact]
    public async Task Operator_that_cancelled_is_asked_no_more()
    {
        var member = await shared.NewOperator();
        await using var controller = await ScriptedController.Start(World, member.Id, member.Asn, member.Zone);

        (await World.Wire(member.Id).Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();

        Assert.True(World.Services.GetRequiredService<ConsortiumView>().Current.Profile(member.Id)!.Leaving);
        var alert = Body.NewAlert();
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, alert, "192.0.2.91"))).Accepted();
        var status = await GatewayWorld.Until(() => World.Status("op1", alert), s => s?.Operators.Length > 0);
        Assert.DoesNotContain(member.Id, status!.Operators.Select(o => o.Operator));
        Assert.Empty(controller.Orders);
    }

    [Fact]
    public async Task Operator_that_cancelled_is_told_to_give_up_what_it_filters_for_others()
    {
        var member = await shared.NewOperator();
        await using var controller = await ScriptedController.Start(World, member.Id, member.Asn, member.Zone);
        var (alert, asked) = (Body.NewAlert(), Body.NewAlert());
        var request = Body.Request(World, alert, "192.0.2.92");
        request["extensions"] = new JsonObject { ["orchestrator"] = new JsonObject { ["policy"] = "manual", ["operators"] = new JsonArray(member.Id) } };
        (await World.Wire("op1").Post("mitigation_request", request)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Any(o => o.Operator == member.Id && o.State == EngagementState.Accepted));

        (await World.Wire(member.Id).Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();

        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Single(o => o.Operator == member.Id).State == EngagementState.Ended);
        Assert.Contains(controller.Withdrawals, w => w.Id.Contains(alert, StringComparison.Ordinal));
        var other = Body.Request(World, asked, "192.0.2.93");
        other["extensions"] = request["extensions"]!.DeepClone();
        (await World.Wire("op1").Post("mitigation_request", other)).Refused(500, 0, member.Id);

        await controller.Register(member.Asn, member.Zone);
        (await World.Wire("op1").Post("mitigation_request", other)).Accepted();
    }

    [Fact]
    public async Task Pending_member_may_cancel_and_register_again()
    {
        World.Issue("joiner");
        var wire = World.Wire("joiner");
        var id = (string)(await wire.Post("registration", Body.Registration("Joiner", "10.99.0.0/24"))).Accepted().Body["customer_id"]!;

        (await wire.Post("registration_cancelling", Body.Cancelling("op1"))).Refused(403, 255, "op1");
        (await wire.Post("registration_cancelling", Body.Cancelling(id))).Accepted();

        Assert.Null(await shared.Registered(id));
        Assert.Equal(id, (string?)(await wire.Post("registration", Body.Registration("Joiner", "10.99.0.0/24"))).Accepted().Body["customer_id"]);
    }

    [Fact]
    public async Task Member_may_register_and_ask_again_afterwards_and_has_lost_what_its_registration_allowed()
    {
        var member = await shared.NewOperator();
        var wire = World.Wire(member.Id);
        var registration = Body.Registration(member.Id, member.Zone);
        registration["countermeasures"] = "all";
        var first = (await wire.Post("registration", registration)).Accepted();
        (await wire.Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();

        var blackhole = Body.Request(World, Body.NewAlert(), member.Address(1), member.Id, member.Asn);
        blackhole["mitigation_action"] = 2;
        (await wire.Post("mitigation_request", blackhole)).Refused(500, 4, "consent");
        (await wire.Post("mitigation_request", Body.Request(World, Body.NewAlert(), member.Address(1), member.Id, member.Asn))).Accepted();
        (await wire.Post("mitigation_request", Body.Request(World, Body.NewAlert(), $"{member.Id}-zone-1", member.Id, member.Asn))).Refused(500, 0, $"{member.Id}-zone-1");
        Assert.Equal((string?)first.Body["customer_id"], (string?)(await wire.Post("registration", registration)).Accepted().Body["customer_id"]);
    }

    [Fact]
    public async Task Reasons_may_be_left_out_and_foreign_extensions_are_ignored()
    {
        var member = await shared.NewOperator();
        var body = new JsonObject { ["customer_id"] = member.Id, ["extensions"] = new JsonObject { ["somebody"] = 1 } };

        (await World.Wire(member.Id).Post("registration_cancelling", body)).Accepted();
    }
}
