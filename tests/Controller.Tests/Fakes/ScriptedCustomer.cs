using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Support;

namespace Controller.Tests.Fakes;

/// <summary>A customer of an operator on real sockets: asks its controller, and takes status where it has a callback.</summary>
internal sealed class ScriptedCustomer(string name, X509Certificate2 certificate, PeerCertificates peers, string operatorName, Uri controller, ListenerIdentity mode = ListenerIdentity.Mutual) : IMechanismHandler, IAsyncDisposable
{
    private readonly MechanismClient _client = new(
        new()
        {
            Url = controller, Certificate = certificate, Certificates = peers, ServerName = ServerNames.Member(operatorName), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20),
            Signed = mode switch { ListenerIdentity.Mutual => SignedMessages.None, ListenerIdentity.ServerOnly => SignedMessages.Requests, _ => SignedMessages.RequestsAndAnswers },
        },
        TimeProvider.System);

    private WebApplication? _callback;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _nonces = [];
    private int _heartbeats;

    public Channel<MitigationStatusUpdates> Pushed { get; } = Channel.CreateUnbounded<MitigationStatusUpdates>();

    public Uri? Callback { get; private set; }

    /// <summary>How many came.</summary>
    public int Heartbeats => Volatile.Read(ref _heartbeats);

    public string SenderId => Dots.Transport.Tls.SenderId.Of(certificate);

    public static string NewAlert() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    /// <summary>Takes status from now on, once it has registered.</summary>
    public async Task Listen()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(s => s.ConfigureMechanismHttps(new MechanismHttpsLimits()).Listen(IPAddress.Loopback, 0, l => l.ConfigureMechanismHttps(certificate, identity: mode)));
        _callback = builder.Build();
        _callback.MapMechanism(this, new MechanismServerOptions
        {
            Certificates = peers, Own = certificate, ClockSkew = TimeSpan.FromHours(1), Once = (nonce, _) => new(_nonces.TryAdd(nonce, true)),
        });
        await _callback.StartAsync();
        Callback = new Uri(_callback.Urls.Single());
    }

    /// <summary>Listens no longer.</summary>
    public async Task Silence()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _callback!.StopAsync(now.Token);
    }

    public Registration Registration(string zone, Countermeasures countermeasures = Countermeasures.Mitigation | Countermeasures.Flowspec) => new()
    {
        CustomerName = name,
        IpVersion = IpVersions.V4,
        ProtectedZones = [new() { Index = 1, NeedAlias = true, IPv4 = Prefix.Parse(zone) }],
        Countermeasures = countermeasures,
        Extension = new() { Kind = RegistrantKind.Customer, CallbackUrl = Callback },
    };

    public Task<SendResult<RegistrationResponse>> Register(Registration registration) => _client.Register(registration, default);

    public Task<SendResult<RegistrationCancellingResponse>> Cancel(string customerId) => _client.CancelRegistration(new() { CustomerId = customerId }, default);

    public MitigationRequest Message(string alert, string target = "192.0.2.129", long volume = 1_000_000) => new()
    {
        AlertId = alert, SenderId = SenderId,
        Header = new() { Targets = [target], Protocols = [17], SourcePorts = [new(53, 53)] },
        Info = new() { AttackTypes = ["dns_amplification"] },
        Extension = new() { VolumeBps = volume },
    };

    public Task<SendResult<MitigationStatusUpdates>> Ask(MitigationRequest request) => _client.Request(request, default);

    public Task<SendResult<MitigationStatusUpdates>> Ask(string alert, string target = "192.0.2.129", long volume = 1_000_000) => Ask(Message(alert, target, volume));

    public Task<SendResult<MitigationStatusUpdates>> Terminate(string alert) => _client.Terminate(new() { AlertId = alert, SenderId = SenderId, Extension = new() }, default);

    public Task<SendResult<MitigationStatusUpdates>> Efficacy(string alert, int health) =>
        _client.Efficacy(new() { AlertId = alert, SenderId = SenderId, AttackStatus = AttackStatus.InProcess, Health = health }, default);

    public Task<SendResult<Nothing>> Acknowledge(string alert) => _client.Acknowledge(new() { AlertId = alert, SenderId = SenderId }, default);

    public Task<SendResult<Heartbeat>> Beat() => _client.Heartbeat(new() { SenderId = SenderId, Extension = new() { Now = TimeProvider.System.GetUtcNow() } }, default);

    /// <summary>The next status pushed that fits; those before it are dropped.</summary>
    public async Task<MitigationStatusUpdates> Told(Func<MitigationStatusUpdates, bool> fits)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
            if (await Pushed.Reader.ReadAsync(patience.Token) is var status && fits(status))
                return status;
    }

    /// <summary>The first status fetched by heartbeats that fits.</summary>
    public async Task<MitigationStatusUpdates> Fetched(Func<MitigationStatusUpdates, bool> fits) => (await Eventually.Sees(
        async () => await Beat() is SendResult<Heartbeat>.Ok { Message.Extension: { } answer } ? answer.Mitigations.FirstOrDefault(fits) : null,
        status => status is not null))!;

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName messageName, long? bodyBytes, CancellationToken cancellation) => new((MechanismRefusal?)null);

    /// <summary>What statuses are answered with while it is set.</summary>
    public MechanismRefusal? Refuses { get; set; }

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        if (Refuses is { } refusal)
        {
            Pushed.Writer.TryWrite(received.Message);
            return new(refusal);
        }

        Pushed.Writer.TryWrite(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _heartbeats);
        return new(new Heartbeat { SenderId = SenderId });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_callback is not null)
            await _callback.DisposeAsync();
    }
}
