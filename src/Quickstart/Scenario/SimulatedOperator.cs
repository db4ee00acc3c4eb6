using System.Net;
using Controller;
using Controller.Local;
using Controller.Settings;
using Controller.Signaling;
using Dots.Mechanism;
using Hosting;
using Hosting.Health;
using Hosting.Logging;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quickstart.DataPlane;

namespace Quickstart.Scenario;

/// <summary>One simulated operator: a real controller on a port of its own, in front of the simulated network. Can be stopped and started again.</summary>
internal sealed class SimulatedOperator(int number, Part part, ScenarioOptions options, SimulatedConsortium consortium, SimulatedDataPlane plane, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan SlowDevice = TimeSpan.FromSeconds(2);

    private readonly DataPlaneSightings _sightings = new(plane, part.Name, time);

    private WebApplication? _controller;

    public string Name => part.Name;

    /// <summary>This controller's own log.</summary>
    public ControllerLog Log { get; } = new(consortium.LogOf(part.Name));

    public bool Up => _controller is not null;

    /// <summary>How often it told the orchestrator what it sees.</summary>
    public int Sightings => _sightings.Answered;

    /// <summary>Whether it is up and has registered.</summary>
    public bool Ready => _controller?.Services.GetServices<IReadiness>().All(r => !r.NotReady().Any()) == true;

    /// <summary>What this operator asks for itself and for its customers.</summary>
    public Asker Asker => _controller!.Services.GetRequiredService<Asker>();

    public async Task Start()
    {
        _controller = ControllerHost.Build(Settings(), new ControllerOverrides
        {
            Mitigator = new DataPlaneMitigator(plane, Name, Delay(), time),
            Sightings = _sightings,
            Time = time,
            Logging = logging =>
            {
                logging.ClearProviders();
                if (options.Log)
                    logging.AddLines();
            },
        });
        await _controller.StartAsync();
    }

    public async Task Stop()
    {
        if (_controller is { } controller)
        {
            _controller = null;
            await controller.StopAsync();
            await controller.DisposeAsync();
        }
    }

    /// <summary>What this operator's administrator types: `controller approve ID`.</summary>
    /// <exception cref="ScenarioFailedException">It was not done; says why.</exception>
    public async Task Approve(string engagement)
    {
        var answer = await LocalClient.Ask(LocalSocket.PathOf(consortium.Data, Name), new("approve", [engagement], $"{Name}'s administrator"));
        if (answer.Exit != Executable.Well)
            throw new ScenarioFailedException($"'controller approve {engagement}' at {Name}: {string.Join(' ', answer.Lines)}");
    }

    public async ValueTask DisposeAsync() => await Stop();

    private TimeSpan Delay() => options.Break == Break.Silent && number > 1 ? Timeout.InfiniteTimeSpan : number == 6 ? SlowDevice : TimeSpan.Zero;

    private ControllerSettings Settings() => new()
    {
        Name = Name,
        Orchestrator = new OrchestratorSettings { Url = new Uri($"https://localhost:{options.PortBase}/"), Name = "orchestrator", HeartbeatSeconds = 5, ReportSeconds = 1 },
        Identity = new IdentitySettings { Certificate = consortium.Certificate(Name), Key = consortium.Key(Name), Ca = consortium.Ca, Crl = consortium.Crl },
        Listen = [new ListenSettings { Endpoint = new IPEndPoint(IPAddress.Loopback, options.ControllerPort(number)) }],
        Policy = new PolicySettings { File = number == 5 || (options.Break == Break.AllDecline && number > 1) ? consortium.DecliningPolicy : number == 4 ? consortium.ApprovalPolicy : null },
        Prefixes = new PrefixesSettings { File = consortium.Prefixes },
        NeverFilter = new NeverFilterSettings { File = consortium.NeverFilter },
        Data = new DataSettings { Directory = consortium.Data },
        Development = true,
        Registration = new RegistrationSettings
        {
            CustomerName = Name, Asns = [part.Asn], Zones = [.. part.Prefixes.Select(p => p.ToString())],
            Countermeasures = [MitigationAction.Mitigation, MitigationAction.Flowspec], RulesMax = 100_000,
        },
    };
}
