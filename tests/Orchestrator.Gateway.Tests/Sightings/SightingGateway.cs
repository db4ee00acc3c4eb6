using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Tests.Sightings;

/// <summary>An orchestrator that waits long enough for a test's controllers to answer, with op2 and op3.</summary>
public sealed class SightingGateway : IAsyncLifetime
{
    internal GatewayWorld World { get; private set; } = null!;

    internal ScriptedController Op2 { get; private set; } = null!;

    internal ScriptedController Op3 { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        World = await GatewayWorld.Start(change: s => SharedGateway.Quick(s, new PlanningSettings { Sightings = new SightingsSettings { DeadlineMs = 10_000 } }));
        Op2 = await ScriptedController.Start(World, "op2", 64502);
        Op3 = await ScriptedController.Start(World, "op3", 64503);
    }

    public async Task DisposeAsync()
    {
        await Op2.DisposeAsync();
        await Op3.DisposeAsync();
        await World.DisposeAsync();
    }
}
