using Controller;
using Controller.Customers;
using Controller.Settings;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Hosting.Health;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Tests;
using Support;

namespace Scenarios.Tests;

/// <summary>
/// A real orchestrator; op1, whose customer is attacked, and op2 and op3, who help: real controllers on real TLS, each before a data plane that remembers
/// what it was told.
/// </summary>
public abstract class ScenarioWorld : IAsyncLifetime
{
    protected const string Target = "192.0.2.129";

    private readonly Dictionary<string, WebApplication> _controllers = [];

    internal GatewayWorld Gateway { get; private set; } = null!;

    internal Dictionary<string, ScriptedMitigator> Mitigators { get; } = new() { ["op1"] = new(), ["op2"] = new(), ["op3"] = new() };

    /// <summary>Who is attacked, or what speaks for it.</summary>
    internal ScriptedCustomer Customer { get; private set; } = null!;

    internal CustomerBook Book => _controllers["op1"].Services.GetRequiredService<ControllerRuntime>().Customers;

    protected string Alert { get; } = ScriptedCustomer.NewAlert();

    public async Task InitializeAsync()
    {
        Gateway = await GatewayWorld.Start();
        Write("prefixes", "192.0.2.0/24\n");
        Write("declining.json", """{ "decline": { "code": "capacity", "reason": "all lines are full" } }""");
    }

    public async Task DisposeAsync()
    {
        if (Customer is not null)
            await Customer.DisposeAsync();
        foreach (var controller in _controllers.Values)
        {
            await controller.StopAsync();
            await controller.DisposeAsync();
        }

        await Gateway.DisposeAsync();
    }

    /// <summary>Starts op1 with its customer, after those who help.</summary>
    /// <param name="relay">The customer's relay policy.</param>
    /// <param name="op1">Further settings of op1.</param>
    private protected async Task Start(string relay = "on_escalation", params (string Key, string Value)[] op1)
    {
        Write("customers.json", $$"""{ "customers": [ { "id": "customer1", "keys": ["{{Gateway.SenderId("customer1")}}"], "zones": ["192.0.2.128/25"], "relay": "{{relay}}" } ] }""");
        await StartController("op2", 64502, "198.51.100.0/24", Helpers);
        await StartController("op3", 64503, "203.0.113.0/24", Helpers);
        await StartController("op1", 64501, "192.0.2.0/24", [("Customers:File", Path("customers.json")), .. op1]);
        Customer = new("customer1", Gateway.Certificates["customer1"], Gateway.Peers(), "op1", new(_controllers["op1"].Urls.Single()));
    }

    /// <summary>Further settings of those who help.</summary>
    private protected (string Key, string Value)[] Helpers { get; set; } = [];

    private protected string Path(string name) => System.IO.Path.Combine(Gateway.Folder.Path, name);

    private protected void Write(string name, string content) => File.WriteAllText(Path(name), content);

    /// <summary>A filter of the orchestrator's is with this helper.</summary>
    private protected Task Helps(string helper) => Until(() => !Mitigators[helper].InPlace.IsEmpty);

    /// <summary>Nobody holds anything any more.</summary>
    private protected Task NothingIsLeft() => Until(() => Mitigators.Values.All(m => m.InPlace.IsEmpty));

    private protected static Task Until(Func<bool> fits) => Eventually.Holds(fits);

    private protected static MitigationStatusUpdates Said(SendResult<MitigationStatusUpdates> result) => Assert.IsType<SendResult<MitigationStatusUpdates>.Ok>(result).Message;

    private protected static string? StateOf(MitigationStatusUpdates status, string @operator) =>
        status.Extension?.Mitigation?.Operators.FirstOrDefault(o => o.Name == @operator)?.State;

    private async Task StartController(string name, uint asn, string zone, (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Name"] = name, ["Orchestrator:Url"] = Gateway.Url.AbsoluteUri, ["Orchestrator:Name"] = "orchestrator", ["Orchestrator:HeartbeatSeconds"] = "5", ["Orchestrator:ReportSeconds"] = "1",
            ["Identity:Certificate"] = Path($"pki/{name}.crt"), ["Identity:Key"] = Path($"pki/{name}.key"), ["Identity:Ca"] = Gateway.Authority.CertificatePath,
            ["Listen:0:Endpoint"] = "127.0.0.1:0", ["Prefixes:File"] = Path("prefixes"), ["Data:Directory"] = Path("controllers"), ["Development"] = "true",
            ["Registration:CustomerName"] = name, ["Registration:Zones:0"] = zone, ["Registration:Asns:0"] = asn.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var controller = ControllerHost.Build(
            StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()),
            new() { Mitigator = Mitigators[name], Logging = l => l.ClearProviders().AddProvider(Gateway.Log) });
        _controllers[name] = controller;
        await controller.StartAsync();
        await Until(() => controller.Services.GetServices<IReadiness>().All(r => !r.NotReady().Any()));
    }
}
