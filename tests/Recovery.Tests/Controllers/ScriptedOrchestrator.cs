using System.Collections.Concurrent;
using System.Net;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Recovery.Tests.Processes;

namespace Recovery.Tests.Controllers;

/// <summary>An orchestrator in the test's process, so that it outlives the controller: takes registrations and reports.</summary>
internal sealed class ScriptedOrchestrator : IMechanismHandler, IAsyncDisposable
{
    private readonly string _senderId;
    private readonly WebApplication _server;

    private ScriptedOrchestrator(Members members)
    {
        _senderId = members.SenderId("orchestrator");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.ConfigureMechanismHttps(members.Certificate("orchestrator"))));
        _server = builder.Build();
        _server.MapMechanism(this, new MechanismServerOptions { Certificates = members.Peers() });
    }

    public ConcurrentQueue<EngagementReport> Reports { get; } = [];

    /// <summary>Every request for help, repetitions too.</summary>
    public ConcurrentQueue<MitigationRequest> Requests { get; } = [];

    /// <summary>alert_ids of what was ended.</summary>
    public ConcurrentQueue<string> Terminations { get; } = [];

    public Uri Url => new(_server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    public static async Task<ScriptedOrchestrator> Start(Members members)
    {
        var orchestrator = new ScriptedOrchestrator(members);
        await orchestrator._server.StartAsync();
        return orchestrator;
    }

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) => new((MechanismRefusal?)null);

    public ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation) =>
        new(new RegistrationResponse { CustomerId = "op2", Extension = new() { MemberId = "op2", State = RegistrationState.Approved } });

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        Reports.Enqueue(received.Message.Extension!.Engagement!);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        Requests.Enqueue(received.Message);
        return new(StatusOf(received.Message.AlertId, MitigationStatus.Ongoing));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        Terminations.Enqueue(received.Message.AlertId);
        return new(StatusOf(received.Message.AlertId, MitigationStatus.Done));
    }

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => new(new Heartbeat { SenderId = _senderId });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private MitigationStatusUpdates StatusOf(string alert, MitigationStatus status) =>
        new() { AlertId = alert, SenderId = _senderId, Status = status, Lifetime = TimeSpan.FromHours(1), RecordTime = TimeProvider.System.GetUtcNow() };
}
