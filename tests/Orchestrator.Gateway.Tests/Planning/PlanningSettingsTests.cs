using System.Text.Json.Nodes;
using Dots.Mechanism;
using Orchestrator.Gateway.Configuration;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>
/// What settings and consortium.json say of planning changes the plans that askers are shown. The Internet: op1 (64501) buys from op3 (64503), which buys from
/// 65010; below that is op2 (64502), of whose customer 65001 more than half of the attack comes. The rest starts in 65002, which peers with op3.
/// </summary>
public sealed class PlanningSettingsTests : IDisposable
{
    private const string Topology = "64503|64501|-1\n65010|64503|-1\n65010|64502|-1\n64502|65001|-1\n65002|64503|0\n", Origins = "10.1.0.0/16\t65001\n10.2.0.0/16\t65002\n";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("byte-hops", "op2")]
    [InlineData("coverage", "op3")]
    public async Task Aim_decides_who_is_asked_when_one_may_be(string aim, string asked)
    {
        await using var world = await Start(new() { Aim = aim, Ask = 1, Topology = Topology, Origins = Origins });
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);
        await using var op3 = await ScriptedController.Start(world, "op3", 64503);

        Assert.Equal([asked], (await Plan(world, operators: 2)).Asked);
    }

    [Theory]
    [InlineData(9.5, "op3")]
    [InlineData(12.0, "op2", "op3")]
    public async Task Limit_of_cost_decides_who_can_be_paid(double limit, params string[] asked)
    {
        await using var world = await Start(new() { CostLimit = limit, Topology = Topology, Origins = Origins });
        await using var op2 = await ScriptedController.Start(world, "op2", 64502, cost: 10);
        await using var op3 = await ScriptedController.Start(world, "op3", 64503, cost: 2);

        Assert.Equal(asked, (await Plan(world, operators: 2)).Asked);
    }

    [Fact]
    public async Task Participants_of_an_exchange_are_whose_traffic_it_can_filter()
    {
        // op2's own AS is in no relation here; 65002 and the target's provider meet over it.
        await using var world = await Start(new() { Topology = "64503|64501|-1\n65002|64503|0\n", Origins = Origins });
        await using var op2 = await ScriptedController.Start(world, "op2", 64502, kind: OperatorKind.Exchange);
        Assert.Equal(0, (await Plan(world, operators: 1)).Reach);

        world.Consortium["op2"]["participants"] = new JsonArray(65002, 64503);
        world.WriteConsortium();

        var plan = await GatewayWorld.Until(() => Plan(world, operators: 1), p => p.Reach > 0);
        Assert.Equal(["op2"], plan.Asked);
        Assert.Equal(0.25, plan.Reach, 6);
    }

    [Theory]
    [InlineData(Topology, 1)]
    [InlineData("65010|64502|-1\n", 2)]
    public async Task Without_sources_as_many_are_asked_as_may_be_where_the_graph_knows_the_target_and_the_asker_is_told_that_it_is_a_guess(string topology, int asked)
    {
        await using var world = await Start(new() { Ask = 1, Topology = topology, Origins = Origins });
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);
        await using var op3 = await ScriptedController.Start(world, "op3", 64503);
        await GatewayWorld.Until(() => Task.FromResult(world.Operators), known => known == 2);

        var overview = (await world.Wire("op1").Post("mitigation_request", Body.Extended(Body.Request(world, Body.NewAlert()), ("plan_only", true)))).Accepted().Extension!["mitigation"]!;

        Assert.Equal(asked, overview["operators"]!.AsArray().Count);
        Assert.All(overview["operators"]!.AsArray(), o => Assert.Equal(0, (double?)o!["share"] ?? 0));
        Assert.Null(overview["reach"]);
        Assert.Equal(asked == 1, ((string?)overview["notes"])?.Contains("as if it came from everywhere", StringComparison.Ordinal) ?? false);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Whom a plan would ask, once that many operators can be.</summary>
    private static async Task<(string[] Asked, double Reach)> Plan(GatewayWorld world, int operators)
    {
        await GatewayWorld.Until(() => Task.FromResult(world.Operators), known => known == operators);
        var body = Body.Extended(
            Body.Request(world, Body.NewAlert()),
            ("plan_only", true),
            ("sources", new JsonArray(Source("10.1.0.1", 3), Source("10.2.0.1", 1))));
        var overview = (await world.Wire("op1").Post("mitigation_request", body)).Accepted().Extension!["mitigation"]!;
        return ([.. (overview["operators"]?.AsArray() ?? []).Select(o => (string)o!["name"]!).Order(StringComparer.Ordinal)], (double?)overview["reach"] ?? 0);
    }

    private static JsonObject Source(string address, int bps) => new() { ["prefix"] = address + "/32", ["bps"] = bps };

    /// <summary>With these files' content in the place of their names.</summary>
    private Task<GatewayWorld> Start(PlanningSettings planning)
    {
        File.WriteAllText(_folder.File("topology"), planning.Topology);
        File.WriteAllText(_folder.File("origins"), planning.Origins);
        return GatewayWorld.Start(_folder, s => SharedGateway.Quick(s, new()
        {
            Aim = planning.Aim, Ask = planning.Ask, CostLimit = planning.CostLimit, Topology = _folder.File("topology"), Origins = _folder.File("origins"),
        }));
    }
}
