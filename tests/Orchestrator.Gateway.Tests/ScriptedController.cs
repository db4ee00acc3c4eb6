using System.Collections.Concurrent;
using System.Net;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Gateway.Tests;

/// <summary>A controller that answers orders as a test says, on a real TLS socket; for faults that a real controller cannot be told to make.</summary>
internal sealed class ScriptedController : IMechanismHandler, IAsyncDisposable
{
    private readonly GatewayWorld _world;
    private readonly string _member;
    private WebApplication _server = null!;

    private ScriptedController(GatewayWorld world, string member) => (_world, _member) = (world, member);

    public ConcurrentQueue<EngagementOrder> Orders { get; } = [];

    /// <summary>Whole messages of orders.</summary>
    public ConcurrentQueue<MitigationRequest> Requests { get; } = [];

    public ConcurrentQueue<EngagementOrder> Withdrawals { get; } = [];

    public ConcurrentQueue<MitigationStatusUpdates> Statuses { get; } = [];

    public ConcurrentQueue<MitigationEfficacyUpdates> Efficacies { get; } = [];

    public ConcurrentQueue<MitigationTerminationStatusAcknowledgement> Acknowledgements { get; } = [];

    public ConcurrentQueue<SightingRequest> Questions { get; } = [];

    /// <summary>Why it takes no question what it sees; null: it takes it. It reports only when the test says so.</summary>
    public Func<SightingRequest, MechanismRefusal?> Takes { get; set; } = _ => null;

    public Func<EngagementOrder, EngagementReportState> Answers { get; set; } = _ => EngagementReportState.Accepted;

    /// <summary>Filter entries that it says with each answer it has left.</summary>
    public int RulesFree { get; set; } = 10;

    /// <summary>Starts it and registers it with the orchestrator.</summary>
    public static async Task<ScriptedController> Start(GatewayWorld world, string member, uint asn, string? zone = null, OperatorKind kind = OperatorKind.OnPath, double? cost = null, long? scrub = null)
    {
        var controller = new ScriptedController(world, member);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.ConfigureMechanismHttps(world.Certificates[member])));
        controller._server = builder.Build();
        controller._server.MapMechanism(controller, new MechanismServerOptions { Certificates = world.Peers(), ClockSkew = TimeSpan.FromHours(1) });
        await controller._server.StartAsync();
        await controller.Register(asn, zone, kind, cost, scrub);
        return controller;
    }

    public Uri Url => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    public async Task Register(uint asn, string? zone = null, OperatorKind kind = OperatorKind.OnPath, double? cost = null, long? scrub = null)
    {
        var result = await _world.As(_member).Register(
            new Registration
            {
                CustomerName = _member, IpVersion = IpVersions.V4,
                ProtectedZones = [new ProtectedZone { Index = 1, NeedAlias = true, IPv4 = Dots.Addressing.Prefix.Parse(zone ?? (asn == 64501 ? "192.0.2.0/24" : asn == 64502 ? "198.51.100.0/24" : "203.0.113.0/24")) }],
                Extension = new RegistrationExtension { CallbackUrl = Url, Kind = RegistrantKind.Operator, Operator = new OperatorProfile { Kind = kind, Asns = [asn], RulesFree = 100, Cost = cost, ScrubBps = scrub } },
            },
            CancellationToken.None);
        Assert.IsType<SendResult<RegistrationResponse>.Ok>(result);
    }

    public Task<SendResult<Nothing>> Report(EngagementOrder order, string alert, uint asn, EngagementReportState state, long number, long bits = 0, int? rulesFree = null) => _world.As(_member).Status(
        new MitigationStatusUpdates
        {
            AlertId = alert, SenderId = _world.SenderId(_member), SenderAsn = asn, Status = MitigationStatus.Ongoing, MaliciousTotalBits = bits, MaliciousAverageBps = bits,
            Extension = new MitigationStatusExtension { Engagement = new EngagementReport { Id = order.Id, Revision = order.Revision, State = state, Report = number, RulesFree = rulesFree } },
        },
        CancellationToken.None);

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) => new((MechanismRefusal?)null);

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        var order = received.Message.Extension!.Engagement!;
        Requests.Enqueue(received.Message);
        Orders.Enqueue(order);
        return new(Answered(received.Message.AlertId, order, Answers(order)));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        var order = received.Message.Extension!.Engagement!;
        Withdrawals.Enqueue(order);
        return new(Answered(received.Message.AlertId, order, EngagementReportState.Ended));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation)
    {
        Efficacies.Enqueue(received.Message);
        return new(new MitigationStatusUpdates { AlertId = received.Message.AlertId, SenderId = _world.SenderId(_member), Status = MitigationStatus.Ongoing });
    }

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation)
    {
        Acknowledgements.Enqueue(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        Statuses.Enqueue(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Nothing>> AskSighting(Received<SightingRequest> received, CancellationToken cancellation)
    {
        Questions.Enqueue(received.Message);
        return Takes(received.Message) is { } refusal ? new(refusal) : new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => new(new Heartbeat { SenderId = _world.SenderId(_member) });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private MitigationStatusUpdates Answered(string alert, EngagementOrder order, EngagementReportState state) => new()
    {
        AlertId = alert, SenderId = _world.SenderId(_member), Status = state == EngagementReportState.Ended ? MitigationStatus.Done : MitigationStatus.Pending,
        Extension = new MitigationStatusExtension { Engagement = new EngagementReport { Id = order.Id, Revision = order.Revision, State = state, RulesFree = RulesFree } },
    };
}
