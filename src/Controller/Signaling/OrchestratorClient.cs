using System.Collections.Immutable;
using Controller.Orders;
using Controller.Settings;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Controller.Signaling;

/// <summary>What this member sends to the orchestrator (mechanism, section 1). Each call sends one message once.</summary>
internal sealed class OrchestratorClient(
    ControllerSettings settings,
    Identity identity,
    PeerCertificates certificates,
    IServer server,
    TimeProvider time) : IDisposable
{
    private readonly MechanismClient _client = Client(identity.Orchestrator, identity.OrchestratorName, settings, identity, certificates, time);

    private readonly ImmutableDictionary<Uri, MechanismClient> _fallbacks =
        identity.Fallbacks.ToImmutableDictionary(f => f.Url, f => Client(f.Url, f.Name, settings, identity, certificates, time));

    private volatile string? _registeredAs, _customerId;

    public Uri Url => identity.Orchestrator;

    /// <summary>Whom help is asked of, in this order: the orchestrator, which also gives orders, and the fallbacks, which do not.</summary>
    public ImmutableArray<Uri> Servers { get; } = [identity.Orchestrator, .. identity.Fallbacks.Select(f => f.Url)];

    /// <summary>Of the certificate; for a user with a password of the newest registration.</summary>
    public string SenderId => _registeredAs ?? identity.SenderId;

    /// <summary>The first of the member's AS numbers; 0 when it has none.</summary>
    public uint SenderAsn { get; } = settings.Registration.Asns is [var first, ..] ? (uint)first : 0;

    /// <summary>Handed every status that comes in an answer, for whoever asked for help.</summary>
    public event Action<MitigationStatusUpdates>? StatusAnswered;

    public async Task<Delivery> Register(CancellationToken cancellation)
    {
        var result = await _client.Register(RegistrationMessage.Of(settings, CallbackUrl()), cancellation);
        if (result is SendResult<RegistrationResponse>.Ok { Message.CustomerId: { } known })
            _customerId = known;
        if (identity.Login is not null && result is SendResult<RegistrationResponse>.Ok { Message: { CustomerId: { } id, AccessToken: { } token } })
            _registeredAs = Dots.Transport.Tls.SenderId.Of(id, token);
        return result is SendResult<RegistrationResponse>.Ok { Message.Extension.State: RegistrationState.Pending }
            ? Delivery.Done with { Detail = "registered, and pending an administrator's approval" }
            : Delivery.Of(result);
    }

    /// <summary>Cancels the registration; the orchestrator withdraws all that this member asked for, and what it ordered here.</summary>
    /// <param name="reasons">For people there.</param>
    public async Task<Delivery> CancelRegistration(string reasons, CancellationToken cancellation)
    {
        if (_customerId is not { } id)
            return new(false, false, "this process has not registered yet, so there is nothing to cancel", null);
        var result = await _client.CancelRegistration(new() { CustomerId = id, Reasons = reasons }, cancellation);
        return result is SendResult<RegistrationCancellingResponse>.Ok ok ? Delivery.Done with { Detail = ok.Message.Result ?? "" } : Delivery.Of(result);
    }

    public Task<Delivery> Heartbeat(CancellationToken cancellation) => Pull(Url, cancellation);

    public async Task<Delivery> Report(OrderReport report, long number, CancellationToken cancellation)
    {
        using var span = ControllerTrace.Watched ? ControllerTrace.Start("report.send", OrderWords.Of(report.Order.Reported)) : null;
        return Delivery.Of(await _client.Status(ReportMessage.Of(report, number, SenderId, SenderAsn, time.GetUtcNow()), cancellation));
    }

    public async Task<Delivery> Report(SightingReport report, CancellationToken cancellation) =>
        Delivery.Of(await _client.ReportSighting(report with { SenderId = SenderId, SenderAsn = SenderAsn }, cancellation));

    public Task<SendResult<MitigationStatusUpdates>> Request(MitigationRequest request, CancellationToken cancellation) => _client.Request(request, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Efficacy(MitigationEfficacyUpdates efficacy, CancellationToken cancellation) => _client.Efficacy(efficacy, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Terminate(MitigationTerminationRequest termination, CancellationToken cancellation) => _client.Terminate(termination, cancellation);

    public Task<SendResult<Nothing>> Acknowledge(MitigationTerminationStatusAcknowledgement acknowledgement, CancellationToken cancellation) =>
        _client.Acknowledge(acknowledgement, cancellation);

    /// <summary>Asks one of <see cref="Servers"/>.</summary>
    public Task<SendResult<MitigationStatusUpdates>> Request(Uri server, MitigationRequest request, CancellationToken cancellation) => At(server).Request(request, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Efficacy(Uri server, string alert, AttackStatus attack, int health, CancellationToken cancellation) =>
        At(server).Efficacy(new() { AlertId = alert, SenderId = SenderId, SenderAsn = SenderAsn, AttackStatus = attack, Health = health }, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Terminate(Uri server, string alert, CancellationToken cancellation) =>
        At(server).Terminate(new() { AlertId = alert, SenderId = SenderId, SenderAsn = SenderAsn }, cancellation);

    public Task<SendResult<Nothing>> Acknowledge(Uri server, string alert, CancellationToken cancellation) =>
        At(server).Acknowledge(new() { AlertId = alert, SenderId = SenderId, SenderAsn = SenderAsn }, cancellation);

    /// <summary>Fetches status from one that pushes none; it comes through <see cref="StatusAnswered"/>.</summary>
    public async Task<Delivery> Pull(Uri server, CancellationToken cancellation) => Heard(await At(server).Heartbeat(OwnHeartbeat(), cancellation));

    public Heartbeat OwnHeartbeat() => new() { SenderId = SenderId, SenderAsn = SenderAsn, Extension = new() { Now = time.GetUtcNow() } };

    public void Dispose()
    {
        _client.Dispose();
        foreach (var fallback in _fallbacks.Values)
            fallback.Dispose();
    }

    private static MechanismClient Client(Uri url, ServerNameCheck name, ControllerSettings settings, Identity identity, PeerCertificates certificates, TimeProvider time) => new(
        new()
        {
            Url = url,
            Certificate = identity.Certificate,
            Intermediates = identity.Intermediates,
            Certificates = certificates,
            ServerName = name,
            AllowPrivateAddresses = settings.Development,
            Signed = identity.Signed,
            Login = identity.Login,
            ClockSkew = TimeSpan.FromSeconds(settings.Identity.ClockSkewSeconds),
        },
        time);

    private MechanismClient At(Uri server) => server == Url ? _client : _fallbacks[server];

    private Delivery Heard(SendResult<Heartbeat> result)
    {
        if (result is SendResult<Heartbeat>.Ok { Message.Extension: { } answered })
            foreach (var status in answered.Mitigations)
                StatusAnswered?.Invoke(status);
        return Delivery.Of(result);
    }

    /// <summary>As configured; in development the first listener, whose port may have been free to choose.</summary>
    private Uri CallbackUrl()
    {
        if (settings.Registration.CallbackUrl is { } configured)
            return configured;
        var bound = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new UriBuilder(bound) { Host = bound.Host is "[::]" or "0.0.0.0" ? "localhost" : bound.Host }.Uri;
    }
}
