using System.Text.Json.Nodes;
using Dots.Mechanism;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Storage;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>How an asker fares, and the end of the dialogue about a mitigation (mechanism, section 1).</summary>
public sealed class EfficacyTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    private Wire Op1 => World.Wire("op1");

    [Fact]
    public async Task Efficacy_is_answered_with_the_status_and_relayed_to_the_engaged_controller()
    {
        var alert = await Standing("192.0.2.60");

        var answer = (await Op1.Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, health: 42, attackStatus: "1"))).Accepted();

        Assert.Equal(alert, (string)answer.Body["alert_id"]!);
        var told = await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Efficacies.LastOrDefault(e => e.AlertId == new MitigationKey("op1", alert).ControllersAlert)), e => e is not null);
        Assert.Equal((42, AttackStatus.Terminated), (told!.Health, told.AttackStatus));
        Assert.Equal(World.SenderId("orchestrator"), told.SenderId);
    }

    [Fact]
    public async Task Efficacy_of_an_ended_mitigation_is_answered_done_and_told_nobody()
    {
        var alert = await Standing("192.0.2.61");
        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();

        Assert.Equal(2, (int)(await Op1.Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, 1))).Accepted().Body["status"]!);
        Assert.DoesNotContain(shared.Op2.Efficacies, e => e.AlertId == new MitigationKey("op1", alert).ControllersAlert);
    }

    [Fact]
    public async Task Efficacy_and_acknowledgement_of_nothing_known_are_not_found()
    {
        (await Op1.Post("mitigation_efficacy_updates", Body.Efficacy(World, Body.NewAlert()))).Refused(404, 255, "alert_id");
        (await Op1.Post("mitigation_termination_status_acknowledgement", Body.Termination(World, Body.NewAlert()))).Refused(404, 255, "alert_id");
    }

    [Fact]
    public async Task Efficacy_of_an_impostor_is_refused()
    {
        var body = Body.Efficacy(World, Body.NewAlert());
        body["sender_id"] = World.SenderId("op2");
        (await Op1.Post("mitigation_efficacy_updates", body)).Refused(403, 255, "sender_id");
    }

    [Fact]
    public async Task Both_ends_of_the_dialogue_are_acknowledged()
    {
        var alert = await Standing("192.0.2.62");
        (await Op1.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);

        Assert.Empty((await Op1.Post("mitigation_termination_status_acknowledgement", Body.Termination(World, alert))).Accepted().Body);
        await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Acknowledgements.Any(a => a.AlertId == new MitigationKey("op1", alert).ControllersAlert)), seen => seen);
    }

    [Fact]
    public async Task Fall_from_the_health_of_the_request_itself_takes_the_filter_out_that_began_since()
    {
        var alert = Body.NewAlert();
        shared.Op2.Answers = o => o.Id.Contains(alert, StringComparison.Ordinal) ? EngagementReportState.Active : EngagementReportState.Accepted;
        var request = Body.Request(World, alert, "192.0.2.63");
        request["info"] = JsonNode.Parse("""{"health":90}""");
        (await Op1.Post("mitigation_request", request)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Active }));

        (await Op1.Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, health: 71))).Accepted();
        Assert.True((await World.Status("op1", alert))!.Operators.Single(o => o.Operator == "op2").State == EngagementState.Active);
        (await Op1.Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, health: 70))).Accepted();

        await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Withdrawals.Any(w => w.Id.Contains(alert, StringComparison.Ordinal))), seen => seen);
        Assert.True((await World.Status("op1", alert))!.Runs);
        var paused = (await Ledger("op1", alert)).Single(e => e.Kind == "paused").Content;
        Assert.Equal((90, 70, "op2"), ((int)paused["healthBefore"]!, (int)paused["health"]!, (string)paused["operator"]!));
    }

    [Fact]
    public async Task Members_own_threshold_decides_from_which_health_on_further_operators_are_asked()
    {
        var (careful, hardy) = (await shared.NewOperator(), await shared.NewOperator());
        (await World.Wire(hardy.Id).Post("registration", Body.Extended(Body.Registration(hardy.Id, hardy.Zone), ("health_threshold", 30)))).Accepted();
        (await World.Wire(careful.Id).Post("registration", Body.Extended(Body.Registration(careful.Id, careful.Zone)))).Accepted();
        var (hardys, carefuls) = (Body.NewAlert(), Body.NewAlert());
        foreach (var (member, alert) in new[] { (hardy, hardys), (careful, carefuls) })
        {
            (await World.Wire(member.Id).Post("mitigation_request", Body.Request(World, alert, member.Address(9), member.Id, member.Asn))).Accepted();
            await GatewayWorld.Until(() => World.Status(member.Id, alert), s => s!.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Accepted }));
        }

        // The one with the orchestrator's threshold is told of later than the other, so what it gets the other could have had as well.
        await GatewayWorld.Until(
            async () =>
            {
                foreach (var (member, alert) in new[] { (hardy, hardys), (careful, carefuls) })
                    (await World.Wire(member.Id).Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, 40, member: member.Id, asn: member.Asn))).Accepted();
                return await Recruited(careful.Id, carefuls);
            },
            why => why.Contains("health 40 is below 50"));
        Assert.DoesNotContain(await Recruited(hardy.Id, hardys), why => why.StartsWith("health", StringComparison.Ordinal));

        (await World.Wire(hardy.Id).Post("mitigation_efficacy_updates", Body.Efficacy(World, hardys, 29, member: hardy.Id, asn: hardy.Asn))).Accepted();

        await GatewayWorld.Until(() => Recruited(hardy.Id, hardys), why => why.Contains("health 29 is below 30"));
    }

    private async Task<string[]> Recruited(string member, string alert) => [.. (await Ledger(member, alert)).Where(e => e.Kind == "recruiting").Select(e => (string)e.Content["why"]!)];

    private async Task<List<(string Kind, JsonNode Content)>> Ledger(string member, string alert)
    {
        List<(string, JsonNode)> found = [];
        await foreach (var entry in World.Services.GetRequiredService<IDocumentStore>().Ledger("mitigation", new MitigationKey(member, alert).ToString()))
            found.Add((entry.Event.Kind, JsonNode.Parse(entry.Event.Content.Span)!));
        return found;
    }

    private async Task<string> Standing(string target)
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, target))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Accepted }));
        return alert;
    }
}
