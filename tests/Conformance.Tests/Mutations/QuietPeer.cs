using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Conformance.Tests.Mutations;

/// <summary>
/// A peer over real TLS that says yes to everything and remembers nothing but what a witness sees: a controller that takes orders and never reports, and an
/// orchestrator before a controller.
/// </summary>
internal sealed class QuietPeer(X509Certificate2 own, PeerCertificates peers, Witness witness) : IMechanismHandler, IAsyncDisposable
{
    private WebApplication? _server;

    public Uri Url { get; private set; } = null!;

    private string SenderId => Dots.Transport.Tls.SenderId.Of(own);

    public async Task<QuietPeer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.ConfigureMechanismHttps(own)));
        _server = builder.Build();
        _server.MapMechanism(this, new MechanismServerOptions { Certificates = peers });
        await _server.StartAsync();
        Url = new Uri(_server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");
        return this;
    }

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) => new((MechanismRefusal?)null);

    public ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation) =>
        new(new RegistrationResponse { CustomerId = "c1", Extension = new() { State = RegistrationState.Approved } });

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        var order = received.Message.Extension?.Engagement;
        witness.See(order?.Id ?? "nobody", received.Message.Header.Targets.Select(Prefix.Parse));
        return new(Answered(received.Message.AlertId, order, EngagementReportState.Active));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation) =>
        new(Answered(received.Message.AlertId, received.Message.Extension?.Engagement, EngagementReportState.Ended));

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation) =>
        new(Answered(received.Message.AlertId, null, EngagementReportState.Active));

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => new(new Heartbeat { SenderId = SenderId });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private MitigationStatusUpdates Answered(string alert, EngagementOrder? order, EngagementReportState state) => new()
    {
        AlertId = alert, SenderId = SenderId, Status = state == EngagementReportState.Ended ? MitigationStatus.Done : MitigationStatus.Ongoing,
        Extension = order is null ? null : new() { Engagement = new() { Id = order.Id, Revision = order.Revision, State = state } },
    };
}
