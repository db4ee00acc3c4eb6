using System.Text.Json.Nodes;
using Grains.Mitigations;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>The one word for what many controllers said (draft, 5.2.1: status and error_reason).</summary>
public sealed class StatusTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const int Pending = 0, Ongoing = 1, Error = 3;

    private GatewayWorld World => shared.World;

    [Fact]
    public async Task What_controllers_only_accepted_is_pending_until_one_of_them_filters()
    {
        var alert = await Accepted("192.0.2.1", "op2", "op3");
        Assert.Equal((Pending, null), await Told(alert));

        await Report("op2", 64502, alert, "active");

        Assert.Equal((Ongoing, null), await Told(alert));
    }

    [Theory]
    [InlineData("unsupported", "unsupported", 4)]
    [InlineData("unsupported", "capacity", 255)]
    public async Task Nobody_who_helps_is_an_error_until_somebody_does(string one, string other, int reason)
    {
        var alert = await Accepted("192.0.2.2", "op2", "op3");

        await Report("op2", 64502, alert, "declined", one);
        Assert.Equal((Pending, null), await Told(alert));
        await Report("op3", 64503, alert, "declined", other);
        Assert.Equal((Error, reason), await Told(alert));

        var again = Body.Extended(Body.Request(World, alert, "192.0.2.3"), ("policy", "manual"), ("operators", new JsonArray("op2")));
        (await World.Wire("op1").Post("mitigation_request", again, TimeProvider.System.GetUtcNow().AddSeconds(1))).Accepted();
        await GatewayWorld.Until(() => Told(alert), told => told is (Pending, null));
    }

    [Fact]
    public async Task Nobody_to_ask_is_an_error()
    {
        var alert = Body.NewAlert();
        var blackhole = Body.Request(World, alert, "192.0.2.4");
        blackhole["mitigation_action"] = 2;
        var registration = Body.Registration();
        registration["countermeasures"] = "all";
        (await World.Wire("op1").Post("registration", registration)).Accepted();

        // Nobody offers it.
        (await World.Wire("op1").Post("mitigation_request", blackhole)).Accepted();

        await GatewayWorld.Until(() => Told(alert), told => told is (Error, 255));
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
