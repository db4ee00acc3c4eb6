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

    private int _members;

    internal GatewayWorld World { get; private set; } = null!;

    internal ScriptedController Op2 { get; private set; } = null!;

    internal ScriptedController Op3 { get; private set; } = null!;

    internal static GatewaySettings Quick(GatewaySettings settings) => Quick(settings, new());

    internal static GatewaySettings Quick(GatewaySettings settings, PlanningSettings planning) => new()
    {
        Planning = planning,
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

    /// <summary>A member that no other test touches: "memberN" with AS 65000+N and 10.0.N.0/24 unless other zones are named.</summary>
    internal async Task<NewMember> NewOperator(params string[] zones)
    {
        var number = Interlocked.Increment(ref _members);
        var member = new NewMember($"member{number}", 65000 + (uint)number, $"10.0.{number}.0/24");
        World.Issue(member.Id);
        World.Consortium.Add(ConsortiumJson.Member(member.Id, "operator", member.Asn, World.SenderId(member.Id), zones.Length == 0 ? [member.Zone] : zones));
        World.WriteConsortium();
        await World.Known(member.Id);
        return member;
    }

    internal Task<RegistrationRecord?> Registered(string member) => World.Services.GetRequiredService<IGrainFactory>().GetGrain<ICustomerGrain>(member).Registration();
}

/// <summary>A member of its own for one test.</summary>
internal sealed record NewMember(string Id, uint Asn, string Zone)
{
    /// <summary>An address in its zone.</summary>
    public string Address(int last) => Zone.Replace(".0/24", $".{last}", StringComparison.Ordinal);
}
