using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Mitigations;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Gateway.Configuration;
using Orleans;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests;

/// <summary>A real orchestrator on real TLS, with members' keys and a consortium of op1 (asks), op2, op3 (help), customer1.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    public const string Alert = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly bool _ownsFolder;
    private readonly List<IDisposable> _clients = [];
    private readonly ConcurrentDictionary<string, Wire> _wires = new(StringComparer.Ordinal);
    private WebApplication? _gateway;
    private Action<IServiceCollection>? _ownServices;

    private GatewayWorld(TempFolder folder, bool ownsFolder)
    {
        (Folder, _ownsFolder) = (folder, ownsFolder);
        Authority = CertificateAuthority.OpenOrCreate(Path.Combine(folder.Path, "pki"), "ca", TimeProvider.System);
        foreach (var member in new[] { "op1", "op2", "op3", "customer1", "stranger" })
            Certificates[member] = Authority.Issue(member, [member, "localhost", "127.0.0.1"]);
        Certificates["orchestrator"] = Authority.Issue("orchestrator", ["localhost", "127.0.0.1", "::1"]);
        Consortium = new ConsortiumJson(SenderId);
        WriteConsortium();
    }

    public TempFolder Folder { get; }

    public CertificateAuthority Authority { get; }

    /// <summary>What consortium.json says once it is written.</summary>
    public ConsortiumJson Consortium { get; }

    public LogLines Log { get; } = new();

    public ConcurrentDictionary<string, X509Certificate2> Certificates { get; } = new(StringComparer.Ordinal);

    public Uri Url { get; private set; } = new("https://localhost/");

    public IServiceProvider Services => _gateway!.Services;

    /// <param name="services">Put before the gateway's own, where that only adds what is missing.</param>
    public static async Task<GatewayWorld> Start(TempFolder? folder = null, Func<GatewaySettings, GatewaySettings>? change = null, Action<IServiceCollection>? services = null)
    {
        var world = new GatewayWorld(folder ?? new TempFolder(), folder is null) { _ownServices = services };
        await world.StartGateway(change);
        return world;
    }

    /// <summary>Keys and files, and nobody listening.</summary>
    /// <param name="services">Put before the gateway's own, where that only adds what is missing.</param>
    public static GatewayWorld Prepare(Action<IServiceCollection>? services = null) => new(new TempFolder(), true) { _ownServices = services };

    public GatewaySettings Settings() => new()
    {
        Listen = [new ListenSettings { Endpoint = new(IPAddress.Loopback, 0) }],
        Development = true,
        Data = new DataSettings { Directory = Folder.Path },
        Identity = new IdentitySettings
        {
            Certificate = Path.Combine(Folder.Path, "pki", "orchestrator.crt"), Key = Path.Combine(Folder.Path, "pki", "orchestrator.key"), Ca = Authority.CertificatePath, Crl = Authority.CrlPath,
        },
        Consortium = new ConsortiumSettings { File = Path.Combine(Folder.Path, "consortium.json") },
    };

    public async Task StartGateway(Func<GatewaySettings, GatewaySettings>? change = null, bool ready = true)
    {
        _gateway = await GatewayHost.Build((change ?? (s => s))(Settings()), builder =>
        {
            builder.Logging.ClearProviders().AddProvider(Log);
            _ownServices?.Invoke(builder.Services);
        });
        await _gateway.StartAsync();
        var address = _gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _wires.Clear();
        Url = new Uri(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");
        if (ready)
            await Ready();
    }

    public async Task StopGateway()
    {
        if (_gateway is not null)
        {
            await _gateway.StopAsync();
            await _gateway.DisposeAsync();
        }

        _gateway = null;
    }

    /// <summary>A client of the mechanism with a member's certificate.</summary>
    /// <param name="with">How it differs from mutual TLS.</param>
    public MechanismClient As(string member, Func<MechanismClientOptions, MechanismClientOptions>? with = null)
    {
        var options = new MechanismClientOptions
        {
            Url = Url, Certificate = Certificates[member], Certificates = Peers(), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20),
        };
        var client = new MechanismClient(with?.Invoke(options) ?? options, TimeProvider.System);
        _clients.Add(client);
        return client;
    }

    /// <summary>A member's certificate on a client that sends any bytes; kept until the world ends.</summary>
    public Wire Wire(string member) => _wires.GetOrAdd(member, m => new Wire(Url, Certificates[m]));

    /// <summary>A certificate of the consortium's authority for a name it has not signed yet.</summary>
    public X509Certificate2 Issue(string name) => Certificates[name] = Authority.Issue(name, [name, "localhost", "127.0.0.1"]);

    /// <summary>As an administrator does: a new file in the place of the old one.</summary>
    public void WriteConsortium(string? text = null)
    {
        var path = Path.Combine(Folder.Path, "consortium.json");
        File.WriteAllText(path + ".new", text ?? Consortium.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Until the orchestrator has read of this member's key.</summary>
    public Task Known(string member) => Until(() => Task.FromResult(Services.GetRequiredService<ConsortiumView>().Current.FindByKey(SenderId(member))), m => m is { State: MemberState.Approved });

    /// <summary>How many operators it knows that could be asked.</summary>
    public int Operators => Services.GetRequiredService<ConsortiumView>().Current.Snapshot.Operators.Length;

    /// <summary>What the orchestrator itself knows of a mitigation.</summary>
    public Task<Grains.Mitigations.MitigationStatus?> Status(string member, string alert) =>
        Services.GetRequiredService<IGrainFactory>().GetGrain<IMitigationGrain>(new MitigationKey(member, alert).ToString()).Status();

    /// <summary>The policy of a mitigation's first plan, from the ledger.</summary>
    public async Task<string> PolicyOfPlan(string member, string alert)
    {
        await foreach (var entry in Services.GetRequiredService<JournalStore>().Ledger("mitigation", new MitigationKey(member, alert).ToString()))
            if (entry.Event.Kind == "planned")
                return JsonDocument.Parse(entry.Event.Content).RootElement.GetProperty("policy").GetString()!;
        throw new InvalidOperationException("it has not been planned");
    }

    public string SenderId(string member) => Dots.Transport.Tls.SenderId.Of(Certificates[member]);

    public PeerCertificates Peers() => new([Authority.Certificate], null, TimeProvider.System, NullLogger<PeerCertificates>.Instance);

    public MitigationRequest Request(string member = "op1", string target = "192.0.2.1", uint asn = 64501, string alert = Alert) => new()
    {
        AlertId = alert, SenderId = SenderId(member), SenderAsn = asn,
        Header = new PacketHeader { Targets = [target], Protocols = [17], SourcePorts = [new(161, 161)] },
        Extension = new MitigationRequestExtension { VolumeBps = 1_000_000 },
    };

    /// <summary>Waits until a status fits; polls by repeating the request, as an asker without a callback would by heartbeats.</summary>
    public static Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> fits) => Eventually.Sees(look, fits);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var wire in _wires.Values)
            wire.Dispose();
        await StopGateway();
        if (_ownsFolder)
            Folder.Dispose();
    }

    private async Task Ready()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { BaseAddress = Url };
        await Until(() => http.GetAsync("readyz"), answer => answer.StatusCode == HttpStatusCode.OK);
    }
}
