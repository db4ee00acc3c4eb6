using System.Net;
using System.Net.Sockets;
using Controller;
using Controller.Settings;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Hosting.Health;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Dots.Transport.Names;
using Orchestrator.Gateway.Tests;
using Storage;
using Support;

namespace Conformance.Tests.Mutations;

/// <summary>
/// A real orchestrator with members that ask, a real controller that helps and has customers (op1), one that only helps (op2), an operator without a program
/// of its own whose reports are made here (op3), and a controller of another orchestrator that is made here (op9). All on TLS.
/// </summary>
internal sealed class MechanismWorld : IAsyncDisposable
{
    public const int Askers = 8, Customers = 12;

    private const uint Asn1 = 64501, Asn3 = 64503;

    private static readonly string Anchor = new('a', 64);

    private readonly List<WebApplication> _controllers = [];
    private readonly List<QuietPeer> _quiet = [];
    private readonly Dictionary<string, PrefixSet> _zones = new(StringComparer.Ordinal);
    private readonly WatchedLog _log;
    private readonly Uri _nobody;
    private Uri _op1 = null!;
    private Uri _op9 = null!;

    private MechanismWorld(WatchedLog log)
    {
        _log = log;
        Witness = new(asker => _zones.GetValueOrDefault(asker));
        OrderWitness = new(_ => OwnSpace);
        // A port of this machine that nobody listens on.
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        _nobody = new Uri($"https://localhost:{((IPEndPoint)taken.LocalEndpoint).Port}/");
    }

    public GatewayWorld Gateway { get; private set; } = null!;

    /// <summary>Sees what the orchestrator orders and what op1 and op2 filter.</summary>
    public Witness Witness { get; }

    /// <summary>Sees what op9 filters, whose orders are mutated.</summary>
    public Witness OrderWitness { get; }

    private static PrefixSet OwnSpace { get; } = new([Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8:1::/48")]);

    public static async Task<MechanismWorld> Start(WatchedLog log)
    {
        var world = new MechanismWorld(log);
        world.Gateway = await GatewayWorld.Start(change: Roomy, services: world.Watch);
        await world.AddMembers();
        File.WriteAllText(world.Path("everywhere"), "0.0.0.0/0\n::/0\n");
        File.WriteAllText(world.Path("own"), "192.0.2.0/24\n2001:db8:1::/48\n");
        await world.StartControllers();
        await world.StartAnchor();
        return world;
    }

    public Identity Of(string member, uint asn) => new(member, Gateway.SenderId(member), asn);

    /// <summary>Everybody who sends, with what part of the whole each sends.</summary>
    public IEnumerable<(Sender Sender, double Share)> Senders(AnswerRules rules, Func<string, int> seedOf, Tally tally)
    {
        Sender Make(string name, string member, Uri url, Dialogue dialogue) => new(name, url, Gateway.Certificates[member], dialogue, rules, Words(), seedOf(name), tally);
        for (var i = 0; i < Askers; i++)
            yield return (Make($"asker{i}", $"asker{i}", Gateway.Url, AskerOf(i)), 0.5 / Askers);
        yield return (Make("op3", "op3", Gateway.Url, ReporterOf()), 0.06);
        yield return (Make("stranger", "stranger", Gateway.Url, new IdleDialogue(Seeds.Newcomer(Of("stranger", 0), SpaceOf(200), _nobody.AbsoluteUri))), 0.02);
        for (var i = 0; i < Customers; i++)
            yield return (Make($"customer{i}", $"c{i}", _op1, CustomerOf(i)), 0.2 / Customers);
        yield return (Make("orchestrator", "orchestrator", _op9, OrchestratorOf()), 0.14);
    }

    /// <summary>Mitigations that have not ended, by what is stored.</summary>
    public async Task<List<ActiveMitigation>> Active()
    {
        var store = Gateway.Services.GetRequiredService<IDocumentStore>();
        var all = new List<ActiveMitigation>();
        for (var shard = 0; shard < 16; shard++)
            all.AddRange(await store.ActiveOfShard(shard));
        return all;
    }

    /// <summary>Whether a stored mitigation is about its member's own address space only.</summary>
    public bool IsInside(ActiveMitigation mitigation) => mitigation.Targets.Length > 0 && _zones.TryGetValue(mitigation.Member, out var own) && mitigation.Targets.All(t => own.Covers(Prefix.Parse(t)));

    /// <summary>What is not as it should be once everything was withdrawn: more than the anchor's.</summary>
    public async Task<string?> Left()
    {
        var active = (await Active()).Where(m => m.Member != "op1").Select(m => m.Key).ToArray();
        var filters = Witness.InPlace.Keys.Where(e => !e.StartsWith($"op1:{Anchor}", StringComparison.Ordinal)).Concat(OrderWitness.InPlace.Keys).ToArray();
        return active.Length + filters.Length == 0 ? null : $"{active.Length} mitigations and {filters.Length} filters are left: {string.Join(", ", active.Concat(filters).Take(5))}";
    }

    /// <summary>Where health is asked for.</summary>
    public IEnumerable<Uri> Servers => [Gateway.Url, _op1, _op9];

    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await controller.StopAsync(now.Token);
            await controller.DisposeAsync();
        }

        foreach (var quiet in _quiet)
            await quiet.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>Budgets that no sender here uses up.</summary>
    private static GatewaySettings Roomy(GatewaySettings settings) => new()
    {
        Listen = settings.Listen, Development = settings.Development, Data = settings.Data, Identity = settings.Identity, Consortium = settings.Consortium,
        Limits = new LimitsSettings { RequestsPerSecond = 1_000_000, Burst = 1_000_000 },
    };

    private void Watch(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider>(_log);
        services.AddSingleton(new TargetNames(Resolve, TimeProvider.System));

        // The world's own log keeps every warning for as long as it lives.
        services.Configure<LoggerFilterOptions>(o => o.Rules.Add(new LoggerFilterRule(typeof(LogLines).FullName, null, LogLevel.None, null)));
    }

    /// <summary>"asker3.example" is inside of its zone, "away.asker3.example" is not, and there are no other names.</summary>
    private static Task<IPAddress[]> Resolve(string name, CancellationToken cancellation) => Task.FromResult<IPAddress[]>(
        name.EndsWith(".example", StringComparison.OrdinalIgnoreCase) && name.StartsWith("away.", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Parse("203.0.113.9")]
        : name.StartsWith("asker", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".example", StringComparison.OrdinalIgnoreCase) && int.TryParse(name[5..^8], out var number) && number < Askers ? [IPAddress.Parse($"10.20.{number}.77")]
        : throw new SocketException((int)SocketError.HostNotFound));

    private async Task AddMembers()
    {
        _zones["op1"] = new([Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8:1::/48")]);
        for (var i = 0; i < Askers; i++)
        {
            var name = $"asker{i}";
            Gateway.Issue(name);
            string[] zones = [$"10.20.{i}.0/24", $"2001:db8:2{i:x2}::/48"];
            var member = i < Askers - 2 ? ConsortiumJson.Member(name, "customer", null, Gateway.SenderId(name), zones) : ConsortiumJson.Member(name, "operator", 65000 + (uint)i, Gateway.SenderId(name), zones);
            member["max_scope"] = new System.Text.Json.Nodes.JsonArray("/25", "/64");
            Gateway.Consortium.Add(member);
            _zones[name] = new(zones.Select(Prefix.Parse));
        }

        for (var i = 0; i < Customers; i++)
        {
            Gateway.Issue($"c{i}");
            _zones[$"c{i}"] = new([Prefix.Parse(CustomerSpace(i).Zone), Prefix.Parse(CustomerSpace(i).Zone6)]);
        }

        Gateway.Issue("op9");
        Gateway.WriteConsortium();
        await Gateway.Known($"asker{Askers - 1}");
    }

    private async Task StartControllers()
    {
        var customers = Enumerable.Range(0, Customers).Select(i => $$"""{ "id": "c{{i}}", "keys": ["{{Gateway.SenderId($"c{i}")}}"], "zones": ["{{CustomerSpace(i).Zone}}", "{{CustomerSpace(i).Zone6}}"], "max_scope": ["/30", "/64"] }""");
        File.WriteAllText(Path("customers.json"), $$"""{ "customers": [ {{string.Join(",", customers)}} ] }""");
        _op1 = await StartController("op1", Asn1, "192.0.2.0/24", Gateway.Url, "everywhere", Witness, ("Customers:File", Path("customers.json")));
        await StartController("op2", 64502, "198.51.100.0/24", Gateway.Url, "everywhere", Witness);
        var op3 = await new QuietPeer(Gateway.Certificates["op3"], Gateway.Peers(), Witness).Start();
        var orchestrator = await new QuietPeer(Gateway.Certificates["orchestrator"], Gateway.Peers(), Witness).Start();
        _quiet.AddRange([op3, orchestrator]);
        _op9 = await StartController("op9", 64509, "192.0.2.0/24", orchestrator.Url, "own", OrderWitness);
        Good(await Gateway.As("op3").Register(
            new Registration
            {
                CustomerName = "op3", IpVersion = IpVersions.V4, ProtectedZones = [new ProtectedZone { Index = 1, IPv4 = Prefix.Parse("203.0.113.0/24") }],
                Extension = new RegistrationExtension { CallbackUrl = op3.Url, Kind = RegistrantKind.Operator, Operator = new OperatorProfile { Asns = [Asn3], RulesFree = 1000 } },
            },
            CancellationToken.None));
    }

    private async Task<Uri> StartController(string name, uint asn, string zone, Uri orchestrator, string prefixes, Witness witness, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Name"] = name, ["Orchestrator:Url"] = orchestrator.AbsoluteUri, ["Orchestrator:Name"] = "orchestrator", ["Orchestrator:HeartbeatSeconds"] = "30", ["Orchestrator:ReportSeconds"] = "5",
            ["Identity:Certificate"] = Path($"pki/{name}.crt"), ["Identity:Key"] = Path($"pki/{name}.key"), ["Identity:Ca"] = Gateway.Authority.CertificatePath,
            ["Listen:0:Endpoint"] = "127.0.0.1:0", ["Prefixes:File"] = Path(prefixes), ["Data:Directory"] = Path("controllers"), ["Development"] = "true",
            ["Registration:CustomerName"] = name, ["Registration:Zones:0"] = zone, ["Registration:Asns:0"] = asn.ToString(System.Globalization.CultureInfo.InvariantCulture), ["Registration:RulesMax"] = "100000",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var controller = ControllerHost.Build(
            StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()),
            new() { Mitigator = witness, Logging = l => l.ClearProviders().AddProvider(_log) });
        _controllers.Add(controller);
        await controller.StartAsync();
        await GatewayWorld.Until(() => Task.FromResult(controller.Services.GetServices<IReadiness>().All(r => !r.NotReady().Any())), ready => ready);
        return new Uri(controller.Urls.Single());
    }

    /// <summary>One mitigation that lasts as long as this world, so that there is an engagement to report about.</summary>
    private async Task StartAnchor()
    {
        Good(await Gateway.As("op1").Request(Gateway.Request(alert: Anchor) with { Lifetime = TimeSpan.FromHours(24), Extension = new() { Policy = RequestedPolicy.Broadcast } }, CancellationToken.None));
        await GatewayWorld.Until(() => Gateway.Status("op1", Anchor), s => s?.Operators.Any(o => o.Operator == "op3" && o.State == Grains.Mitigations.EngagementState.Active) == true);
    }

    private AskerDialogue AskerOf(int i)
    {
        var identity = Of($"asker{i}", i < Askers - 2 ? 0 : 65000 + (uint)i);
        var space = SpaceOf(i);
        return new(identity, Seeds.Asker(identity, space, identity.Name, i is 0 or 1 ? _nobody.AbsoluteUri : null, 403, $"{identity.Name}-zone-1", $"{identity.Name}.example", space.Zone.Replace(".0/25", ".16/28", StringComparison.Ordinal)));
    }

    private AskerDialogue CustomerOf(int i)
    {
        var identity = Of($"c{i}", i % 2 == 0 ? 0 : Asn1);
        return new(identity, Seeds.Asker(identity, CustomerSpace(i), identity.Name, null, 404));
    }

    private IdleDialogue ReporterOf()
    {
        var key = new Grains.Mitigations.MitigationKey("op1", Anchor);
        return new(Seeds.Reporter(Of("op3", Asn3), key.ControllersAlert, key.Engagement("op3")));
    }

    private OrderDialogue OrchestratorOf()
    {
        var identity = Of("orchestrator", 0);
        return new(identity, Seeds.Orchestrator(identity, new("192.0.2.0/24", "2001:db8:1::/48", "192.0.2.40", "2001:db8:1::40", ""), "op9", TimeProvider.System.GetUtcNow().AddMinutes(20)), "op9");
    }

    private static Space SpaceOf(int i) => new($"10.20.{i}.0/25", $"2001:db8:2{i:x2}::/56", $"10.20.{i}.10", $"2001:db8:2{i:x2}::10", $"GRE 10.20.{i}.200");

    private static Space CustomerSpace(int i) => new($"192.0.2.{128 + (8 * i)}/29", $"2001:db8:1:{i + 1:x}00::/56", $"192.0.2.{128 + (8 * i) + 1}", $"2001:db8:1:{i + 1:x}00::1", "GRE 192.0.2.1");

    /// <summary>What tempts: addresses of others, prefixes that are wider than anybody's, words that stand for targets, ids of others.</summary>
    private List<string> Words()
    {
        var words = new List<string>
        {
            "192.0.2.1", "192.0.2.0/24", "192.0.2.129", "198.51.100.1", "203.0.113.9", "10.0.0.0/8", "10.20.0.0/16", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8:1::1", "8.8.8.8", "127.0.0.1", "::ffff:10.20.0.10", "::10.20.0.10",
            Anchor, new Grains.Mitigations.MitigationKey("op1", Anchor).ControllersAlert, $"op1:{Anchor}/op2", $"op1:{Anchor}/op3", $"op1:{Anchor}/op9", "c0:x/own/op1", "op1", "op2", "op3", "orchestrator",
            Gateway.SenderId("op1"), Gateway.SenderId("op2"), Gateway.SenderId("orchestrator"), "64501", "64502", "65006", "0", "away.asker0.example", "asker0.example", "op1-zone-1", Seed.Alert,
        };
        for (var i = 0; i < Askers; i++)
            words.AddRange([$"10.20.{i}.10", $"10.20.{i}.0/24", $"10.20.{i}.0/28", $"10.20.{i}.200", $"2001:db8:2{i:x2}::10", $"2001:db8:2{i:x2}::/48", $"asker{i}", $"asker{i}-zone-1"]);
        for (var i = 0; i < Customers; i++)
            words.AddRange([CustomerSpace(i).Address, CustomerSpace(i).Zone, $"c{i}"]);
        return words;
    }

    private string Path(string name) => Gateway.Folder.File(name);

    private static void Good<T>(SendResult<T> result)
        where T : class => Assert.True(result is SendResult<T>.Ok, result.ToString());
}
