using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Controller;
using Controller.Settings;
using Controller.Tests.Fakes;
using Hosting.Health;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;
using Support;

namespace Conformance.Tests.Worlds;

/// <summary>
/// Everybody the mechanism knows, on real mutual TLS. On one side a real orchestrator: op1 asks, op2 helps and is scripted, op4 registers, customer1 is op1's;
/// customer3 asks for nothing, observer1, pending1 and suspended1 are what they are called. On the other a real controller of op3 with customer1 to customer3 behind it, before a scripted orchestrator.
/// </summary>
public sealed class ConformanceWorld : IAsyncLifetime
{
    /// <summary>Messages of one kind that a member may send at once: more than all tests together, few enough to be used up.</summary>
    public const int Burst = 2000;

    private readonly GatewayWorld _gateway = GatewayWorld.Prepare();
    private readonly TestPki _foreign = new(TimeProvider.System.GetUtcNow(), "Another consortium's CA");
    private readonly Dictionary<(string, Receiver), Wire> _wires = [];
    private WebApplication _controller = null!;
    private int _alerts;

    internal GatewayWorld Gateway => _gateway;

    /// <summary>op2's controller, as far as the orchestrator can tell.</summary>
    internal ScriptedEnd Helper { get; private set; } = null!;

    /// <summary>The orchestrator, as far as op3's controller can tell.</summary>
    internal ScriptedEnd Orchestrator { get; private set; } = null!;

    internal ScriptedMitigator Mitigator { get; } = new();

    internal IServiceProvider Controller => _controller.Services;

    internal Uri UrlOf(Receiver receiver) => receiver == Receiver.Orchestrator ? _gateway.Url : new(_controller.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    public async Task InitializeAsync()
    {
        await StartOrchestrator();
        await StartController();
    }

    public async Task DisposeAsync()
    {
        foreach (var wire in _wires.Values)
            wire.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _controller.StopAsync(now.Token);
        await _controller.DisposeAsync();
        await Helper.DisposeAsync();
        await Orchestrator.DisposeAsync();
        _foreign.Dispose();
        // Its folder, which goes with it, is everybody's.
        await _gateway.DisposeAsync();
    }

    /// <summary>An alert_id that nobody has used.</summary>
    internal string NewAlert() => Interlocked.Increment(ref _alerts).ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    internal X509Certificate2? Certificate(string sender) => sender switch
    {
        "nobody" => null,
        "foreign" => _gateway.Certificates.GetOrAdd(sender, _ => _foreign.Issue("op1")),
        "expired" => _gateway.Certificates.GetOrAdd(sender, _ => _foreign.Issue("op1", until: TimeProvider.System.GetUtcNow().AddHours(-1))),
        "selfsigned" => _gateway.Certificates.GetOrAdd(sender, _ => _foreign.SelfSigned("op1")),
        _ => _gateway.Certificates.TryGetValue(sender, out var known) ? known : _gateway.Issue(sender),
    };

    internal string SenderId(string sender) => Certificate(sender) is null ? new string('0', 64) : _gateway.SenderId(sender);

    /// <summary>This sender's connection to this receiver; kept until the world ends.</summary>
    internal Wire From(string sender, Receiver to)
    {
        if (!_wires.TryGetValue((sender, to), out var wire))
            _wires[(sender, to)] = wire = new(UrlOf(to), Certificate(sender));
        return wire;
    }

    /// <summary>Sends as peers are told to: who is told to wait waits.</summary>
    internal async Task<WireAnswer> Send(string sender, Receiver to, string message, JsonObject body, DateTimeOffset? date = null)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (true)
        {
            var answer = await From(sender, to).Post(message, body, date);
            if (answer.Status != 429)
                return answer;
            await pause.WaitForNextTickAsync();
        }
    }

    internal static async Task Until(Func<Task<bool>> fits) => await GatewayWorld.Until(fits, done => done);

    private async Task StartOrchestrator()
    {
        foreach (var (member, kind, asn, zones) in new (string, string, uint?, string[])[]
        {
            ("op4", "operator", 64504, ["198.18.4.0/24", "2001:db8:4::/48"]), ("observer1", "observer", null, []),
            ("customer3", "customer", null, ["198.18.3.0/24"]), ("pending1", "customer", null, ["198.18.5.0/24"]), ("suspended1", "customer", null, ["198.18.6.0/24"]),
        })
        {
            _gateway.Issue(member);
            _gateway.Consortium.Add(ConsortiumJson.Member(member, kind, asn, _gateway.SenderId(member), zones));
        }

        _gateway.Consortium["pending1"]["state"] = "pending";
        _gateway.Consortium["suspended1"]["state"] = "suspended";
        _gateway.Consortium["op1"]["max_scope"] = new JsonArray("/28", "/128");
        _gateway.WriteConsortium();
        await _gateway.StartGateway(s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium,
            Heartbeat = new() { Seconds = 5 },
            Limits = new()
            {
                RequestsPerSecond = 10, Burst = Burst,
                ThresholdBps = Contract.Bps, ThresholdPps = Contract.Pps, DurationSeconds = Contract.Seconds, AttackTypes = [.. Contract.AttackTypes],
            },
        });

        // Says of every order what a controller says that has it in place.
        Helper = await ScriptedEnd.Start(_gateway.Certificates["op2"], heard => Answer.Of(heard, SenderId("op2"), "64502"));
        var registration = Bodies.Registration("op2", "198.51.100.0/24");
        registration["extensions"] = new JsonObject
        {
            ["orchestrator"] = new JsonObject
            {
                ["version"] = 1, ["kind"] = "operator", ["callback_url"] = Helper.Url.AbsoluteUri, ["operator"] = new JsonObject { ["asns"] = new JsonArray(64502), ["rules_free"] = 1000 },
            },
        };
        (await From("op2", Receiver.Orchestrator).Post("registration", registration)).Accepted();
    }

    private async Task StartController()
    {
        string PathOf(string name) => Path.Combine(_gateway.Folder.Path, name);
        Orchestrator = await ScriptedEnd.Start(_gateway.Certificates["orchestrator"], heard => Answer.Of(heard, SenderId("orchestrator"), "0"));
        _gateway.Issue("customer2");
        File.WriteAllText(PathOf("prefixes"), "192.0.2.0/24\n203.0.113.0/24\n");
        File.WriteAllText(PathOf("customers.json"), $$"""
            { "customers": [
              { "id": "customer1", "keys": ["{{SenderId("customer1")}}"], "zones": ["203.0.113.128/25"], "max_scope": ["/28"],
                "limits": { "mitigations": 10000, "bps": {{Contract.Bps}}, "pps": {{Contract.Pps}}, "duration_s": {{Contract.Seconds}}, "attack_types": ["{{string.Join("\", \"", Contract.AttackTypes)}}"] } },
              { "id": "customer2", "keys": ["{{SenderId("customer2")}}"], "zones": ["203.0.113.192/26"] },
              { "id": "customer3", "keys": ["{{SenderId("customer3")}}"], "zones": ["203.0.113.64/26"] } ] }
            """);
        // What op3's own command says that it sees of whatever it is asked about.
        File.WriteAllText(PathOf("see"), "#!/bin/sh\necho '{\"seen\":1,\"bps\":8000,\"pps\":3,\"ingress\":[{\"neighbour_asn\":64510,\"bps\":8000}],\"sampling\":100}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf("see"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var settings = new Dictionary<string, string?>
        {
            ["Name"] = "op3", ["Orchestrator:Url"] = Orchestrator.Url.AbsoluteUri, ["Orchestrator:Name"] = "orchestrator", ["Orchestrator:HeartbeatSeconds"] = "5", ["Orchestrator:ReportSeconds"] = "1",
            ["Identity:Certificate"] = PathOf("pki/op3.crt"), ["Identity:Key"] = PathOf("pki/op3.key"), ["Identity:Ca"] = _gateway.Authority.CertificatePath,
            ["Listen:0:Endpoint"] = "127.0.0.1:0", ["Prefixes:File"] = PathOf("prefixes"), ["Customers:File"] = PathOf("customers.json"), ["Data:Directory"] = PathOf("controllers"), ["Development"] = "true",
            ["Registration:CustomerName"] = "Example Networks", ["Registration:Zones:0"] = "203.0.113.0/24", ["Registration:Asns:0"] = "64503", ["Escalation:CapacityBps"] = "1000000000",
            ["Sightings:Kind"] = "Command", ["Sightings:Command"] = PathOf("see"),
        };
        _controller = ControllerHost.Build(
            StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()), new() { Mitigator = Mitigator, Logging = l => l.ClearProviders() });
        await _controller.StartAsync();
        await Until(() => Task.FromResult(_controller.Services.GetServices<IReadiness>().All(r => !r.NotReady().Any())));
    }
}

/// <summary>One world for all tests: they keep apart by alert_id.</summary>
[CollectionDefinition(Name)]
public sealed class OneWorld : ICollectionFixture<ConformanceWorld>
{
    public const string Name = "one world";
}
