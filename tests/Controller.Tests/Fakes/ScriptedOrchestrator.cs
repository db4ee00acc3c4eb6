using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Controller.Tests.Fakes;

/// <summary>An orchestrator over real HTTPS with mutual TLS that answers what a test says and remembers what it was sent.</summary>
internal sealed class ScriptedOrchestrator(X509Certificate2 certificate, PeerCertificates peers, TimeProvider time) : IMechanismHandler, IAsyncDisposable
{
    private WebApplication? _application;
    private MechanismClient? _client;

    public Channel<Registration> Registrations { get; } = Channel.CreateUnbounded<Registration>();

    public Channel<MitigationStatusUpdates> Reports { get; } = Channel.CreateUnbounded<MitigationStatusUpdates>();

    public Channel<Heartbeat> Heartbeats { get; } = Channel.CreateUnbounded<Heartbeat>();

    public Channel<SightingReport> Sightings { get; } = Channel.CreateUnbounded<SightingReport>();

    public Channel<object> Asked { get; } = Channel.CreateUnbounded<object>();

    /// <summary>What everything is answered with while it is set.</summary>
    public MechanismRefusal? Refuses { get; set; }

    /// <summary>What a request for help is answered; pending without it.</summary>
    public Func<MitigationRequest, Answer<MitigationStatusUpdates>>? Helps { get; set; }

    /// <summary>What heartbeats carry.</summary>
    public Func<IEnumerable<MitigationStatusUpdates>>? Tells { get; set; }

    public Uri Url { get; private set; } = null!;

    /// <summary>Its certificate with the key.</summary>
    public X509Certificate2 Own => certificate;

    public string SenderId => Dots.Transport.Tls.SenderId.Of(certificate);

    public async Task Start(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(s => s.ConfigureMechanismHttps(new MechanismHttpsLimits()).Listen(IPAddress.Loopback, port, l => l.ConfigureMechanismHttps(certificate)));
        _application = builder.Build();
        _application.MapMechanism(this, new MechanismServerOptions { Certificates = peers });
        await _application.StartAsync();
        Url = new Uri(_application.Urls.Single());
    }

    public async Task Stop()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application!.StopAsync(now.Token);
        await _application.DisposeAsync();
        _application = null;
    }

    /// <summary>Its client towards one controller; with another certificate: somebody else's.</summary>
    public MechanismClient Towards(Uri controller, X509Certificate2? other = null) => _client ??= Client(controller, other);

    public MechanismClient Client(Uri controller, X509Certificate2? other = null) => new(
        new() { Url = controller, Certificate = other ?? certificate, Certificates = peers, ServerName = ServerNames.Member("op2"), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20) },
        time);

    public async Task<MitigationStatusUpdates> Report(EngagementReportState state)
    {
        while (true)
            if (await Next(Reports) is var report && report.Extension?.Engagement?.State == state)
                return report;
    }

    public static async Task<T> Next<T>(Channel<T> channel) => await channel.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) => new(Refuses);

    public ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation)
    {
        Registrations.Writer.TryWrite(received.Message);
        return new(new RegistrationResponse { CustomerId = "c1", Extension = new() { MemberId = "op2", State = RegistrationState.Approved } });
    }

    public Channel<RegistrationCancelling> Cancellings { get; } = Channel.CreateUnbounded<RegistrationCancelling>();

    public ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation)
    {
        Cancellings.Writer.TryWrite(received.Message);
        return new(new RegistrationCancellingResponse { CustomerId = received.Message.CustomerId, Result = "cancelled; mitigations withdrawn: 1" });
    }

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        Reports.Writer.TryWrite(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        Heartbeats.Writer.TryWrite(received.Message);
        return new(new Heartbeat { SenderId = SenderId, Extension = new() { Mitigations = [.. Tells?.Invoke() ?? []] } });
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        Asked.Writer.TryWrite(received.Message);
        return new(Helps?.Invoke(received.Message) ?? StatusOf(received.Message.AlertId, MitigationStatus.Pending));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation)
    {
        Asked.Writer.TryWrite(received.Message);
        return new(StatusOf(received.Message.AlertId, MitigationStatus.Pending));
    }

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation)
    {
        Asked.Writer.TryWrite(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        Asked.Writer.TryWrite(received.Message);
        return new(StatusOf(received.Message.AlertId, MitigationStatus.Done));
    }

    public MitigationStatusUpdates StatusOf(string alert, MitigationStatus status) => new() { AlertId = alert, SenderId = SenderId, Status = status, RecordTime = time.GetUtcNow() };

    public ValueTask<Answer<Nothing>> ReportSighting(Received<SightingReport> received, CancellationToken cancellation)
    {
        Sightings.Writer.TryWrite(received.Message);
        return new(Nothing.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_application is not null)
            await Stop();
    }
}
