using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Gateway.Configuration;
using Support;

namespace Orchestrator.Gateway.Tests;

/// <summary>A real orchestrator on real TLS, with members' keys and a consortium of op1 (asks), op2, op3 (help), customer1.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    public const string Alert = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly bool _ownsFolder;
    private readonly List<IDisposable> _clients = [];
    private WebApplication? _gateway;

    private GatewayWorld(TempFolder folder, bool ownsFolder)
    {
        (Folder, _ownsFolder) = (folder, ownsFolder);
        Authority = CertificateAuthority.OpenOrCreate(Path.Combine(folder.Path, "pki"), "ca", TimeProvider.System);
        foreach (var member in new[] { "op1", "op2", "op3", "customer1", "stranger" })
            Certificates[member] = Authority.Issue(member, [member, "localhost", "127.0.0.1"]);
        Certificates["orchestrator"] = Authority.Issue("orchestrator", ["localhost", "127.0.0.1", "::1"]);
        File.WriteAllText(Path.Combine(folder.Path, "consortium.json"), Consortium());
    }

    public TempFolder Folder { get; }

    public CertificateAuthority Authority { get; }

    public ConcurrentDictionary<string, X509Certificate2> Certificates { get; } = new(StringComparer.Ordinal);

    public Uri Url { get; private set; } = new("https://localhost/");

    public IServiceProvider Services => _gateway!.Services;

    public static async Task<GatewayWorld> Start(TempFolder? folder = null, Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var world = new GatewayWorld(folder ?? new TempFolder(), folder is null);
        await world.StartGateway(change);
        return world;
    }

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

    public async Task StartGateway(Func<GatewaySettings, GatewaySettings>? change = null)
    {
        _gateway = await GatewayHost.Build((change ?? (s => s))(Settings()), builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await _gateway.StartAsync();
        var address = _gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Url = new Uri(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");
        await Ready();
    }

    public async Task StopGateway()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        _gateway = null;
    }

    /// <summary>A client of the mechanism with a member's certificate.</summary>
    public MechanismClient As(string member)
    {
        var client = new MechanismClient(
            new MechanismClientOptions
            {
                Url = Url, Certificate = Certificates[member], Certificates = Peers(), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20),
            },
            TimeProvider.System);
        _clients.Add(client);
        return client;
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
    public static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> fits)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var seen = await look();
            if (fits(seen))
                return seen;
            await pause.WaitForNextTickAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
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

    private string Consortium() => JsonSerializer.Serialize(new
    {
        name = "test",
        visibility = "names",
        members = new object[]
        {
            Member("op1", "operator", null, 64501, "192.0.2.0/24"), Member("op2", "operator", null, 64502, "198.51.100.0/24"),
            Member("op3", "operator", null, 64503, "203.0.113.0/24"), Member("customer1", "customer", "op1", null, "192.0.2.128/25"),
        },
    });

    private object Member(string id, string kind, string? @operator, uint? asn, string zone) => new
    {
        id, kind, @operator, state = "approved", asns = asn is { } known ? new[] { known } : [], zones = new[] { zone }, evidence = "made by a test", keys = new[] { SenderId(id) },
    };
}
