using Grains.Customers;
using Grains.Mitigations;
using Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Configuration;
using Orleans;

namespace Orchestrator.Gateway.Tests;

/// <summary>One orchestrator for all tests of a class: op1 asks and has registered nothing; op2 and op3 have controllers. Tests keep apart by alert ids.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    private const int Unlimited = 1_000_000;

    internal GatewayWorld World { get; private set; } = null!;

    internal ScriptedController Op2 { get; private set; } = null!;

    internal ScriptedController Op3 { get; private set; } = null!;

    internal static GatewaySettings Quick(GatewaySettings settings) => new()
    {
        Listen = settings.Listen, Development = settings.Development, Data = settings.Data, Identity = settings.Identity, Consortium = settings.Consortium,
        Limits = new LimitsSettings { RequestsPerSecond = Unlimited, Burst = Unlimited },
    };

    public async Task InitializeAsync()
    {
        World = await GatewayWorld.Start(change: Quick);
        Op2 = await ScriptedController.Start(World, "op2", 64502);
        Op3 = await ScriptedController.Start(World, "op3", 64503);
    }

    public async Task DisposeAsync()
    {
        await Op2.DisposeAsync();
        await Op3.DisposeAsync();
        await World.DisposeAsync();
    }

    /// <summary>Nothing of this alert was ever accepted for op1: asked of the orchestrator as a peer, and of the grain itself.</summary>
    internal async Task NothingAccepted(string alert, string member = "op1", uint asn = 64501)
    {
        Assert.Null(await World.Services.GetRequiredService<IGrainFactory>().GetGrain<IMitigationGrain>($"{member}:{alert}").Status());
        (await World.Wire(member).Post("mitigation_termination_request", Body.Termination(World, alert, member, asn))).Refused(404, 255);
    }

    internal Task<RegistrationRecord?> Registered(string member) => World.Services.GetRequiredService<IGrainFactory>().GetGrain<ICustomerGrain>(member).Registration();
}
