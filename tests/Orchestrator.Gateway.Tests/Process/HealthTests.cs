using Hosting.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Process;

/// <summary>/healthz and /readyz (contracts, Ports and paths): answered without a certificate.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Orchestrator_is_alive_before_it_is_ready_and_ready_once_its_members_are_known()
    {
        await using var world = GatewayWorld.Prepare();
        var good = world.Consortium.ToString();
        world.WriteConsortium("{");
        await world.StartGateway(ready: false);
        using var wire = new Wire(world.Url, null);

        var alive = await wire.Get("healthz");
        Assert.Equal((200, Build.Flavour, Build.Version), (alive.Status, (string?)alive.Body["flavour"], (string?)alive.Body["version"]));
        var unready = await wire.Get("readyz");
        Assert.Equal(503, unready.Status);
        Assert.Contains("consortium.json", unready.Text, StringComparison.Ordinal);

        world.WriteConsortium(good);

        await GatewayWorld.Until(() => wire.Get("readyz"), a => a.Status == 200);
        (await world.Wire("op1").Post("heartbeat", Body.Heartbeat(world))).Accepted();
    }

    [Fact]
    public async Task Accepted_request_and_registrations_are_there_after_a_restart()
    {
        await using var world = await GatewayWorld.Start();
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);
        var alert = Body.NewAlert();
        (await world.Wire("op1").Post("mitigation_request", Body.Request(world, alert))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(op2.Orders.Count), n => n == 1);

        await world.StopGateway();
        await world.StartGateway();

        Assert.True((await world.Status("op1", alert))!.Runs);
        (await world.Wire("op1").Post("mitigation_termination_request", Body.Termination(world, alert))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(op2.Withdrawals.Count), n => n >= 1);
    }
}
