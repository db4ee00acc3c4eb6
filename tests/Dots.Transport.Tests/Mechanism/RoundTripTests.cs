using System.Security.Cryptography.X509Certificates;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>The project's client and server against each other over real TLS.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly TestPki _pki = new();
    private readonly TempFolder _folder = new();
    private readonly EchoHandler _handler = new();
    private X509Certificate2 _op1 = null!;
    private X509Certificate2 _server = null!;
    private MechanismHost _host = null!;

    public async Task InitializeAsync()
    {
        (_op1, _server) = (_pki.Issue("op1"), _pki.Issue("orchestrator"));
        Revoke();
        _host = await MechanismHost.Start(_server, Peers(), _handler, with: o => o with { Base = "/consortium" });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_message_arrives_and_is_answered_with_its_own()
    {
        using var client = Client(_op1);

        Ok(await client.Connect(default));
        Ok(await client.Register(Samples.Parse<Registration>(Samples.RegistrationText), default));
        Ok(await client.CancelRegistration(Samples.Parse<RegistrationCancelling>(Samples.CancellingText), default));
        Ok(await client.Request(Samples.Parse<MitigationRequest>(Samples.RequestText), default));
        Ok(await client.Efficacy(Samples.Parse<MitigationEfficacyUpdates>(Samples.EfficacyText), default));
        Ok(await client.Status(Samples.Parse<MitigationStatusUpdates>(Samples.StatusText), default));
        Ok(await client.Terminate(Samples.Parse<MitigationTerminationRequest>(Samples.AlertText), default));
        Ok(await client.Acknowledge(Samples.Parse<MitigationTerminationStatusAcknowledgement>(Samples.AlertText), default));
        Ok(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
        Ok(await client.AskSighting(Samples.Parse<SightingRequest>(Samples.SightingRequestText), default));
        Ok(await client.ReportSighting(Samples.Parse<SightingReport>(Samples.SightingReportText), default));

        Assert.Equal(Enum.GetValues<MessageName>(), _handler.Names);
    }

    [Fact]
    public async Task A_burst_of_messages_shares_one_connection()
    {
        using var client = Client(_op1);
        await client.Connect(default);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default)));

        Assert.All(results, Ok);
        Assert.Single(_handler.Peers.Distinct(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public async Task Refusal_arrives_with_reason_detail_and_retry_after()
    {
        _handler.Admission = new MechanismRefusal(503, 1, "the store is full") { RetryAfter = TimeSpan.FromSeconds(7) };
        using var client = Client(_op1);

        var refused = Assert.IsType<SendResult<MitigationStatusUpdates>.Refused>(await client.Request(Samples.Parse<MitigationRequest>(Samples.RequestText), default));

        Assert.False(refused.Permanent);
        Assert.Equal((503, 1, "the store is full", TimeSpan.FromSeconds(7)), (refused.Refusal.Status, refused.Refusal.ErrorReason, refused.Refusal.Detail, refused.Refusal.RetryAfter));
    }

    [Fact]
    public async Task Refusal_of_a_long_request_is_understood_although_it_repeats_the_request()
    {
        _handler.Answer = new MechanismRefusal(403, 255, "outside op1's zones");
        var sources = Enumerable.Range(0, 8000).Select(i => $$"""{"prefix":"10.{{i / 250}}.{{i % 250}}.0/24","bps":1000}""");
        var request = $"{Samples.RequestText[..^1]},\"extensions\":{{\"orchestrator\":{{\"version\":1,\"sources\":[{string.Join(',', sources)}]}}}}}}";
        Assert.InRange(request.Length, 200_000, 4_000_000);
        using var client = Client(_op1);

        var refused = Assert.IsType<SendResult<MitigationStatusUpdates>.Refused>(await client.Request(Samples.Parse<MitigationRequest>(request), default));

        Assert.True(refused.Permanent);
        Assert.Equal((403, 255, "outside op1's zones"), (refused.Refusal.Status, refused.Refusal.ErrorReason, refused.Refusal.Detail));
    }

    [Fact]
    public async Task Sender_whose_own_certificate_is_refused_reads_why()
    {
        using var client = Client(_pki.SelfSigned("op1"));

        var refused = Assert.IsType<SendResult<Heartbeat>.Refused>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));

        Assert.Equal(401, refused.Refusal.Status);
        Assert.Contains("self-signed", refused.Refusal.Detail);
    }

    [Fact]
    public async Task Nothing_more_goes_to_a_server_whose_certificate_is_revoked()
    {
        using var client = Client(_op1);
        Ok(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));

        Revoke(_server);
        SendResult<Heartbeat> result;
        do
            result = await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default);
        while (result is SendResult<Heartbeat>.Ok);

        var unreachable = Assert.IsType<SendResult<Heartbeat>.Unreachable>(result);
        Assert.Equal(UnreachableKind.Certificate, unreachable.Kind);
        Assert.Contains("revoked", unreachable.Detail);
    }

    [Fact]
    public async Task Server_whose_certificate_is_revoked_is_talked_to_by_who_accepts_that_and_nothing_else_wrong_with_it()
    {
        Revoke(_server);
        using var ordinary = Client(_op1);
        using var last = Client(_op1, o => o with { AcceptRevoked = true });
        using var elsewhere = Client(_op1, o => o with { AcceptRevoked = true, ServerName = ServerNames.Member("op2") });

        await Eventually.Holds(async () => await ordinary.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default) is SendResult<Heartbeat>.Unreachable { Kind: UnreachableKind.Certificate });
        Ok(await last.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
        Assert.IsType<SendResult<Heartbeat>.Unreachable>(await elsewhere.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
    }

    private static void Ok<T>(SendResult<T> result) where T : class => Assert.IsType<SendResult<T>.Ok>(result);

    private MechanismClient Client(X509Certificate2 certificate, Func<MechanismClientOptions, MechanismClientOptions>? with = null)
    {
        var options = new MechanismClientOptions { Url = new Uri(_host.Url, "consortium/"), Certificate = certificate, Certificates = Peers(), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(15) };
        return new(with?.Invoke(options) ?? options, TimeProvider.System);
    }

    private PeerCertificates Peers() => new(_pki.Authorities, _folder.File("ca.crl"), TimeProvider.System, new RecordedLog<PeerCertificates>());

    private void Revoke(params X509Certificate2[] certificates) =>
        File.WriteAllBytes(_folder.File("ca.crl"), _pki.Crl(TimeProvider.System.GetUtcNow().AddDays(1), certificates));
}
