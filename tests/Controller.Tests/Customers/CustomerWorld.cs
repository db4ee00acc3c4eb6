using System.Security.Cryptography.X509Certificates;
using Controller.Customers;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Support;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;
using Refused = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Refused;

namespace Controller.Tests.Customers;

/// <summary>A controller with two customers behind it, and an orchestrator before it.</summary>
public class CustomerWorld : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _others = [];
    private CertificateAuthority _pki = null!;

    internal ControllerWorld World { get; } = new();

    internal WebApplication Controller { get; private set; } = null!;

    /// <summary>Zone 192.0.2.128/25.</summary>
    internal ScriptedCustomer Customer { get; private set; } = null!;

    /// <summary>Zone 192.0.2.192/26, inside the first one's.</summary>
    internal ScriptedCustomer Other { get; private set; } = null!;

    internal ScriptedMitigator Mitigator => World.Mitigator;

    internal ScriptedOrchestrator Orchestrator => World.Orchestrator;

    internal CustomerBook Book => Controller.Services.GetRequiredService<ControllerRuntime>().Customers;

    public virtual async Task InitializeAsync()
    {
        await World.InitializeAsync();
        _pki = CertificateAuthority.OpenOrCreate(World.PathOf("pki"), "Test consortium", TimeProvider.System);
        foreach (var name in new[] { "customer1", "customer2", "fallback" })
            Certificates[name] = _pki.Issue(name, ["localhost", "127.0.0.1"]);
        WriteCustomers();
        World.Settings["Customers:File"] = World.PathOf("customers.json");
    }

    public async Task DisposeAsync()
    {
        foreach (var other in _others)
            await other.DisposeAsync();
        await World.DisposeAsync();
    }

    private protected Dictionary<string, X509Certificate2> Certificates { get; } = [];

    private protected void WriteCustomers(string more = "", bool first = true) => World.Write("customers.json", $$"""
        { "customers": [
          {{(first ? $$"""{ "id": "customer1", "keys": ["{{SenderId.Of(Certificates["customer1"])}}"], "zones": ["192.0.2.128/25"]{{more}} },""" : "")}}
          { "id": "customer2", "keys": ["{{SenderId.Of(Certificates["customer2"])}}"], "zones": ["192.0.2.192/26"] } ] }
        """);

    private protected async Task Start()
    {
        Controller = await World.Start();
        Customer = Make("customer1");
        Other = Make("customer2");
    }

    private protected async Task Restart()
    {
        await World.Stop(Controller);
        await Start();
    }

    private protected async Task<ScriptedOrchestrator> StartFallback()
    {
        var fallback = new ScriptedOrchestrator(Certificates["fallback"], Peers(), TimeProvider.System);
        _others.Add(fallback);
        await fallback.Start();
        (World.Settings["Orchestrator:Fallbacks:0:Url"], World.Settings["Orchestrator:Fallbacks:0:Name"]) = (fallback.Url.AbsoluteUri, "fallback");
        return fallback;
    }

    private protected static string Engagement(string alert, string customer = "customer1") => OwnEngagement.Of(customer, alert, "op2");

    private protected Task InPlace(string engagement) => Until(() => Mitigator.InPlace.ContainsKey(engagement));

    private protected Task NothingInPlace() => Until(() => Mitigator.InPlace.IsEmpty);

    private protected static Task Until(Func<bool> fits) => Eventually.Holds(fits);

    private protected static MitigationStatusUpdates Said(SendResult<MitigationStatusUpdates> result) => Assert.IsType<Ok>(result).Message;

    private protected static (int Status, int? Reason) Refusal(SendResult<MitigationStatusUpdates> result, string named)
    {
        var refused = Assert.IsType<Refused>(result).Refusal;
        Assert.Contains(named, refused.Detail, StringComparison.Ordinal);
        return (refused.Status, refused.ErrorReason);
    }

    /// <summary>The next message of this kind that the orchestrator was sent.</summary>
    private protected static async Task<T> Asked<T>(ScriptedOrchestrator orchestrator)
    {
        while (true)
            if (await ScriptedOrchestrator.Next(orchestrator.Asked) is T message)
                return message;
    }

    private protected PeerCertificates Peers() => new([_pki.Certificate], null, TimeProvider.System, NullLogger<PeerCertificates>.Instance);

    private protected ScriptedCustomer Make(string name, ListenerIdentity mode = ListenerIdentity.Mutual)
    {
        var made = new ScriptedCustomer(name, Certificates[name], Peers(), "op2", ControllerWorld.UrlOf(Controller), mode);
        _others.Add(made);
        return made;
    }
}
