using System.Text.Json.Nodes;
using Grains.Consortium;
using Links.Mechanism;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>A request with extensions.orchestrator.plan_only is planned and nothing else (mechanism, section 2).</summary>
public sealed class PlanOnlyTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Plan_is_answered_with_shares_and_reasons_and_nobody_is_asked()
    {
        var alert = Body.NewAlert();

        var overview = (await World.Wire("op1").Post("mitigation_request", PlanOnly(alert))).Accepted().Body["extensions"]!["orchestrator"]!["mitigation"]!;

        Assert.Equal("planned", (string?)overview["state"]);
        var operators = overview["operators"]!.AsArray();
        Assert.Equal(["op2", "op3"], operators.Select(o => (string?)o!["name"]).Where(n => n is "op2" or "op3").Order(StringComparer.Ordinal));
        Assert.All(operators, o => Assert.True(((string?)o!["reason"])!.Length > 0 && o["share"] is not null));
        Assert.Null(await World.Status("op1", alert));

        // Orders of other tests may still be on their way.
        Assert.DoesNotContain(shared.Op2.Requests.Concat(shared.Op3.Requests), r => r.Header.Targets.Any(t => t.StartsWith("192.0.2.99", StringComparison.Ordinal)));

        // The alert is free: the request itself is another matter.
        var real = PlanOnly(alert);
        real["extensions"]!["orchestrator"]!.AsObject().Remove("plan_only");
        (await World.Wire("op1").Post("mitigation_request", real)).Accepted();
        Assert.True((await World.Status("op1", alert))!.Runs);
    }

    [Fact]
    public async Task Only_targets_that_the_caller_may_protect_are_planned_for()
    {
        var foreign = PlanOnly(Body.NewAlert(), "198.51.100.9");
        (await World.Wire("op1").Post("mitigation_request", foreign)).Refused(403, 255, "198.51.100.9");

        var listed = PlanOnly(Body.NewAlert());
        (listed["extensions"]!["orchestrator"]!["policy"], listed["extensions"]!["orchestrator"]!["operators"]) = ("manual", new JsonArray("nobody"));
        (await World.Wire("op1").Post("mitigation_request", listed)).Refused(500, 0, "nobody");
    }

    [Fact]
    public async Task What_nobody_can_place_is_told_with_the_plan_and_with_the_status_and_so_is_what_is_expected_of_whom()
    {
        var body = PlanOnly(Body.NewAlert(), "192.0.2.98");
        var extension = body["extensions"]!["orchestrator"]!.AsObject();
        extension["sources"] = new JsonArray(new JsonObject { ["prefix"] = "198.51.100.7" }, new JsonObject { ["prefix"] = "9.9.9.9" });

        var plan = (await World.Wire("op1").Post("mitigation_request", body)).Accepted().Body["extensions"]!["orchestrator"]!["mitigation"]!;
        Assert.Equal((0.5, 0.5), ((double)plan["reach"]!, (double)plan["unmapped"]!));
        Assert.Null(plan["hops_saved"]);

        extension.Remove("plan_only");
        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();
        var status = await GatewayWorld.Until(() => World.Status("op1", (string)body["alert_id"]!), s => s!.Operators.Length == 2);
        var told = StatusMessages.Of(status!, World.SenderId("op1"), Visibility.Names, extensions: true).Extension!.Mitigation!;
        Assert.Equal((0.5, 0.5), (told.Reach, told.Unmapped));
        Assert.Equal([0.5, 0.0], told.Operators.OrderBy(o => o.Name, StringComparer.Ordinal).Select(o => o.Share!.Value));
    }

    private JsonObject PlanOnly(string alert, string target = "192.0.2.99")
    {
        var body = Body.Request(World, alert, target);
        body["extensions"] = new JsonObject { ["orchestrator"] = new JsonObject { ["version"] = 1, ["plan_only"] = true } };
        return body;
    }
}
