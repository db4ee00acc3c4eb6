using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using Hosting.Health;
using Hosting.Logging;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Configuration;
using Quickstart.Attacks;
using Quickstart.DataPlane;
using Quickstart.Internet;

namespace Quickstart.Scenario;

/// <summary>Everything that runs in a scenario: the orchestrator, eight operators, the network and the attack.</summary>
internal sealed class SimulatedWorld : IReadiness, IAsyncDisposable
{
    private readonly ScenarioOptions _options;
    private readonly SimulatedConsortium _consortium;
    private WebApplication? _gateway;

    public SimulatedWorld(ScenarioOptions options, Attack attack, TimeProvider time)
    {
        _options = options;
        _consortium = new SimulatedConsortium(options.Data, time);
        Attack = attack;
        Internet = DefaultInternet.Build();
        Plane = new SimulatedDataPlane(Internet, attack, options.IPv6 ? DefaultInternet.VictimV6 : DefaultInternet.VictimV4, time);
        Plane.Offer(0);
        Operators = [.. Enumerable.Range(1, DefaultInternet.Operators.Count).Select(n => new SimulatedOperator(n, options, _consortium, Plane, time))];
    }

    public Attack Attack { get; }

    public SimulatedInternet Internet { get; }

    public SimulatedDataPlane Plane { get; }

    public ImmutableArray<SimulatedOperator> Operators { get; }

    /// <summary>The operator behind which the victim stands: it asks.</summary>
    public SimulatedOperator Asker => Operators[0];

    /// <summary>Those that may be asked.</summary>
    public IEnumerable<SimulatedOperator> Helpers => Operators.Skip(1);

    public IServiceProvider Orchestrator => _gateway!.Services;

    public string Data => _consortium.Data;

    public IEnumerable<string> NotReady() => Operators.Where(o => o.Up && !o.Ready).Select(o => $"{o.Name} has not registered");

    public async Task Start()
    {
        _gateway = await GatewayHost.Build(Settings(), builder =>
        {
            builder.Logging.ClearProviders();
            if (_options.Log)
                builder.Logging.AddLines();
            builder.Services.AddSingleton<IReadiness>(this);
        });
        await _gateway.StartAsync();
        await Task.WhenAll(Operators.Select(o => o.Start()));
        await Poll.Until(() => !_gateway.Services.GetServices<IReadiness>().SelectMany(r => r.NotReady()).Any(), TimeSpan.FromSeconds(30), "orchestrator and members did not get ready");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Operators.Select(o => o.Stop()));
        if (_gateway is not null)
        {
            await _gateway.StopAsync();
            await _gateway.DisposeAsync();
        }
    }

    private GatewaySettings Settings() => new()
    {
        Listen =
        [
            new ListenSettings { Endpoint = new IPEndPoint(IPAddress.Loopback, _options.PortBase) },
            .. System.Net.Sockets.Socket.OSSupportsIPv6 ? [new ListenSettings { Endpoint = new IPEndPoint(IPAddress.IPv6Loopback, _options.PortBase) }] : Array.Empty<ListenSettings>(),
        ],
        Development = true,
        Data = new DataSettings { Directory = _consortium.Data },
        Identity = new IdentitySettings { Certificate = _consortium.Certificate("orchestrator"), Key = _consortium.Key("orchestrator"), Ca = _consortium.Ca, Crl = _consortium.Crl },
        Consortium = new ConsortiumSettings { File = _consortium.ConsortiumFile },
        Planning = new PlanningSettings { Origins = Origins(), Topology = Topology() },
        Heartbeat = new HeartbeatSettings { Seconds = 5 },
    };

    /// <summary>Who sells to whom in the simulated Internet, in the layout of the public files.</summary>
    private string Topology()
    {
        var path = Path.Combine(_consortium.Data, "as-rel.txt");
        File.WriteAllLines(path, Internet.Links.Select(l => $"{l.A}|{l.B}|{(l.Kind == Relationship.Customer ? -1 : 0)}"));
        return path;
    }

    /// <summary>Where the sources stand in the simulated Internet, as the planner may know it; and what the user gave.</summary>
    private string Origins()
    {
        var path = Path.Combine(_consortium.Data, "origins.tsv");
        using var file = new StreamWriter(path);
        foreach (var (prefix, asn) in Internet.Origins(Attack.Sources().Select(s => s.Address)))
            file.WriteLine($"{prefix}\t{asn}");
        if (_options.Origins is { } given)
            file.Write(given.EndsWith(".gz", StringComparison.Ordinal) ? Unzipped(given) : File.ReadAllText(given));
        return path;
    }

    private static string Unzipped(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
