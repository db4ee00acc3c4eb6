using System.Text.Json.Nodes;
using Grains.Mitigations;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>The one word for what many controllers said (draft, 5.2.1: status and error_reason).</summary>
public sealed class StatusTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const int Pending = 0, Ongoing = 1;

    private GatewayWorld World => shared.World;

    [Fact]
    public async Task What_controllers_only_accepted_is_pending_until_one_of_them_filters()
    {
        var alert = await Accepted("192.0.2.1", "op2", "op3");
        Assert.Equal((Pending, null), await Told(alert));

        await Report("op2", 64502, alert, "active");

        Assert.Equal((Ongoing, null), await Told(alert));
    }

    private async Task<string> Accepted(string target, params string[] operators)
    {
        var alert = Body.NewAlert();
        var request = Body.Extended(Body.Request(World, alert, target), ("policy", "manual"), ("operators", new JsonArray([.. operators.Select(o => JsonValue.Create(o))])));
        (await World.Wire("op1").Post("mitigation_request", request)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Count(o => o.State == EngagementState.Accepted) == operators.Length);
        return alert;
    }

    private async Task Report(string member, uint asn, string alert, string state, string? decline = null)
    {
        var key = new MitigationKey("op1", alert);
        var report = Body.Report(World, member, asn, key.ControllersAlert, key.Engagement(member), state, 1);
        if (decline is not null)
            report["extensions"]!["orchestrator"]!["engagement"]!["decline"] = decline;
        (await World.Wire(member).Post("mitigation_status_updates", report)).Accepted();
    }

    /// <summary>Status and error_reason as the asker is answered when it says how it fares.</summary>
    private async Task<(int Status, int? Reason)> Told(string alert)
    {
        var answer = (await World.Wire("op1").Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, 90))).Accepted().Body;
        return ((int)answer["status"]!, (int?)answer["error_reason"]);
    }
}
