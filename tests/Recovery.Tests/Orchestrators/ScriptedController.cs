using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Recovery.Tests.Processes;

namespace Recovery.Tests.Orchestrators;

/// <summary>
/// A member's controller in the test's process, so that it outlives the orchestrator: takes orders by the rule of a real one (the highest revision is kept,
/// a lower or equal one is answered the stored outcome), counts what it does, repeats its report while its filter stands.
/// </summary>
internal sealed class ScriptedController : IMechanismHandler, IAsyncDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);

    private readonly OrchestratorWorld _world;
    private readonly string _member;
    private readonly uint _asn;
    private readonly Prefix _zone;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, string> _heard = [];
    private readonly CancellationTokenSource _closing = new();
    private WebApplication _server = null!;
    private Task _reporting = Task.CompletedTask;
    private EngagementOrder? _newest;
    private string _alert = "";
    private string _match = "";
    private EngagementReportState _state;
    private long _report;

    private ScriptedController(OrchestratorWorld world, string member, uint asn, string zone) => (_world, _member, _asn, _zone) = (world, member, asn, Prefix.Parse(zone));

    /// <summary>How often a filter was put in place where none was.</summary>
    public int Applied { get; private set; }

    /// <summary>How often a filter in place was changed.</summary>
    public int Changed { get; private set; }

    /// <summary>How often a filter was taken out.</summary>
    public int Removed { get; private set; }

    public bool InPlace { get; private set; }

    /// <summary>What no orchestrator may do, e.g. two different orders of one revision.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public ConcurrentQueue<MitigationStatusUpdates> Statuses { get; } = [];

    /// <summary>Called when an order or withdrawal was carried out and has not been answered.</summary>
    public Action<bool> BeforeAnswer { get; set; } = _ => { };

    public static async Task<ScriptedController> Start(OrchestratorWorld world, string member, uint asn, string zone)
    {
        var controller = new ScriptedController(world, member, asn, zone);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.ConfigureMechanismHttps(world.Members.Certificate(member))));
        controller._server = builder.Build();
        controller._server.MapMechanism(controller, new MechanismServerOptions { Certificates = world.Members.Peers() });
        await controller._server.StartAsync();
        return controller;
    }

    public Task<RegistrationResponse> Register() => _world.Answered(_member, c => c.Register(
        new Registration
        {
            CustomerName = _member, IpVersion = IpVersions.V4,
            ProtectedZones = [new ProtectedZone { Index = 1, NeedAlias = true, IPv4 = _zone }],
            Extension = new RegistrationExtension
            {
                CallbackUrl = new Uri(_server.Urls.Single() + "/"), Kind = RegistrantKind.Operator, Operator = new OperatorProfile { Asns = [_asn], RulesFree = 100 },
            },
        },
        CancellationToken.None));

    /// <summary>From now on it says that it filters, again and again until it does no more.</summary>
    public void SayActive() => _reporting = Report();

    /// <summary>Forgets what was: another mitigation comes.</summary>
    public async Task Forget()
    {
        await _reporting.WaitAsync(Wait.Patience);
        lock (_lock)
        {
            (Applied, Changed, Removed, InPlace, _newest, _report) = (0, 0, 0, false, null, 0);
            _heard.Clear();
        }

        Faults.Clear();
        Statuses.Clear();
        BeforeAnswer = _ => { };
    }

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) => new((MechanismRefusal?)null);

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        var message = received.Message;
        var answer = Take(message.Extension!.Engagement!, message.AlertId, withdraw: false, $"{message.Action} {string.Join(',', message.Header.Targets)} {string.Join(',', message.Header.SourcePorts)}");
        BeforeAnswer(false);
        return new(answer);
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        var answer = Take(received.Message.Extension!.Engagement!, received.Message.AlertId, withdraw: true, "");
        BeforeAnswer(true);
        return new(answer);
    }

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        Statuses.Enqueue(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => new(new Heartbeat { SenderId = _world.Members.SenderId(_member), SenderAsn = _asn });

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reporting;
        await _server.DisposeAsync();
        _closing.Dispose();
    }

    private MitigationStatusUpdates Take(EngagementOrder order, string alert, bool withdraw, string match)
    {
        lock (_lock)
        {
            var content = $"{(withdraw ? "withdraw" : "order")} {order.Id} {order.NotAfter:u} {order.Share} {string.Join(',', order.Sources.Select(s => s.Prefix))} {match}";
            if (_heard.TryGetValue(order.Revision, out var known) && known != content)
                Faults.Enqueue($"{_member}: revision {order.Revision} was '{known}' and came again as '{content}'");
            _heard[order.Revision] = content;

            if (order.Revision > (_newest?.Revision ?? 0))
            {
                if (withdraw)
                    Removed += InPlace ? 1 : 0;
                else if (!InPlace)
                    Applied++;
                else if (_match != match)
                    Changed++;
                (_newest, _alert, _match, InPlace) = (order, alert, match, !withdraw);
                _state = withdraw ? EngagementReportState.Ended : EngagementReportState.Accepted;
            }

            return Said(_state, null);
        }
    }

    private async Task Report()
    {
        using var pause = new PeriodicTimer(ReportEvery);
        try
        {
            do
            {
                MitigationStatusUpdates message;
                lock (_lock)
                {
                    if (!InPlace)
                        return;
                    _state = EngagementReportState.Active;
                    message = Said(_state, ++_report);
                }

                await _world.Answered(_member, c => c.Status(message, _closing.Token));
            }
            while (await pause.WaitForNextTickAsync(_closing.Token));
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The case is over.
        }
        catch (InvalidOperationException refused)
        {
            Faults.Enqueue(refused.Message);
        }
    }

    private MitigationStatusUpdates Said(EngagementReportState state, long? report) => new()
    {
        AlertId = _alert, SenderId = _world.Members.SenderId(_member), SenderAsn = _asn,
        Status = state == EngagementReportState.Ended ? MitigationStatus.Done : MitigationStatus.Ongoing,
        Extension = new MitigationStatusExtension { Engagement = new EngagementReport { Id = _newest!.Id, Revision = _newest.Revision, State = state, RulesFree = 10, Report = report } },
    };
}
