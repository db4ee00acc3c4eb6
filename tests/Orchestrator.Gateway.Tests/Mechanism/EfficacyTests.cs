using Dots.Mechanism;
using Grains.Mitigations;

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

    private async Task<string> Standing(string target)
    {
        var alert = Body.NewAlert();
        (await Op1.Post("mitigation_request", Body.Request(World, alert, target))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Accepted }));
        return alert;
    }
}
