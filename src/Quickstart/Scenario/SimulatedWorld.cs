using System.Collections.Immutable;
using System.Net;
using Grains.Planning;
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
    /// <summary>op4 waits for its administrator, op5 declines, op7 is down.</summary>
    public static readonly ImmutableArray<string> HelpAtOnce = ["op2", "op3", "op6", "op8"];

    private const double Slack = 0.25;

    private readonly ScenarioOptions _options;
    private readonly SimulatedConsortium _consortium;
    private WebApplication? _gateway;

    public SimulatedWorld(ScenarioOptions options, Setting setting, TimeProvider time)
    {
        var (internet, attack, cast) = setting;
        _options = options;
        _consortium = new SimulatedConsortium(options.Data, cast, time);
        (Attack, Internet) = (attack, internet);
        Plane = new SimulatedDataPlane(internet, cast.Operators, attack, cast.Victim(options.IPv6), time);
        MaxBandwidth = LinkOf(Plane, attack);
        Plane.Offer(0);
        Operators = [.. cast.Parts.Select((p, i) => new SimulatedOperator(i + 1, p, options, _consortium, Plane, time))];
    }

    public Attack Attack { get; }

    public SimulatedInternet Internet { get; }

    /// <summary>What op1's link takes, bits/s.</summary>
    public double MaxBandwidth { get; }

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

            // Read once for all: the simulated network forwards by the same.
            builder.Services.AddSingleton(new PlanningView { Current = new PlanningData { Routes = Internet.Routes, Origins = Internet.Origins } });
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
        Heartbeat = new HeartbeatSettings { Seconds = 5 },
    };

    /// <summary>
    /// What op1's link takes: what is left when those drop what they can that help at once, and a quarter of what they drop on top. More than it takes comes without them,
    /// and less with them, whatever the attack and wherever the operators stand.
    /// </summary>
    private static double LinkOf(SimulatedDataPlane plane, Attack attack)
    {
        foreach (var helper in HelpAtOnce)
            plane.Apply(helper, "trial", attack.Signature.To(plane.Target));
        var left = plane.ResidueBps;
        foreach (var helper in HelpAtOnce)
            plane.Withdraw(helper, "trial");
        return left + ((plane.OfferedBps - left) * Slack);
    }
}
