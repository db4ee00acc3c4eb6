using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Each outcome a sender must tell apart, against a peer that misbehaves on a real socket.</summary>
public sealed class MechanismClientTests : IDisposable
{
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestPki _pki = new();
    private readonly PeerCertificates _peers;
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2 _server;

    public MechanismClientTests()
    {
        _peers = new PeerCertificates(_pki.Authorities, null, _time, new RecordedLog<PeerCertificates>());
        (_own, _server) = (_pki.Issue("orchestrator"), _pki.Issue("op1"));
    }

    public void Dispose() => _pki.Dispose();

    [Fact]
    public async Task Good_answer_is_ok_and_the_request_carries_date_and_content_type()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Says(200, Samples.HeartbeatText));

        Assert.IsType<SendResult<Heartbeat>.Ok>(await Send(peer));

        var request = Assert.Single(peer.Requests);
        Assert.StartsWith("POST /dots/api/heartbeat HTTP/1.1", request);
        Assert.Contains($"Date: {_time.GetUtcNow():R}", request);
        Assert.Contains("Content-Type: application/json", request);
        Assert.DoesNotContain("traceparent", request);
    }

    [Fact]
    public async Task Connection_is_used_again_and_can_be_made_ahead()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Says(405, "", null), ScriptedAnswer.Says(200, Samples.HeartbeatText));
        using var client = Client(peer.Url);

        Assert.IsType<SendResult<Nothing>.Ok>(await client.Connect(default));
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));

        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"versio}", UnreachableKind.Garbage)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]", UnreachableKind.Garbage)]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", UnreachableKind.Garbage)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", UnreachableKind.Garbage)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}", UnreachableKind.ContentType)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", UnreachableKind.ContentType)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n{", UnreachableKind.TooLarge)]
    [InlineData("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", UnreachableKind.Redirect)]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\noops", UnreachableKind.ServerError)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", UnreachableKind.ServerError)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{", UnreachableKind.Closed)]
    [InlineData("HTTP/1.1 200 OK\r\nConte", UnreachableKind.Closed)]
    public async Task Answer_that_is_none_is_told_by_kind(string answer, UnreachableKind kind)
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Raw(answer));

        Assert.Equal(kind, await Unreached(peer));
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task Headers_without_end_are_too_large()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Raw("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Filler: " + new string('a', 1000) + "\r\n", 40))));

        Assert.Equal(UnreachableKind.TooLarge, await Unreached(peer));
    }

    [Fact]
    public async Task Body_without_end_is_too_large()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Endless());

        Assert.Equal(UnreachableKind.TooLarge, await Unreached(peer));
    }

    [Fact]
    public async Task Hangup_is_closed()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Hangup);

        Assert.Equal(UnreachableKind.Closed, await Unreached(peer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_and_stalling_end_at_the_deadline(bool silent)
    {
        await using var peer = new ScriptedPeer(_server, silent ? ScriptedAnswer.Silence : ScriptedAnswer.Stalls("{"));
        using var client = Client(peer.Url);

        var pending = client.Heartbeat(Message, default);
        while (peer.Requests.Count == 0)
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(UnreachableKind.Timeout, Assert.IsType<SendResult<Heartbeat>.Unreachable>(await pending).Kind);
    }

    [Fact]
    public async Task Callers_own_cancellation_is_thrown()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Silence);
        using var client = Client(peer.Url);
        using var caller = new CancellationTokenSource();

        var pending = client.Heartbeat(Message, caller.Token);
        while (peer.Requests.Count == 0)
            await Task.Yield();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Nobody_listening_is_connect()
    {
        Uri url;
        await using (var gone = new ScriptedPeer(_server))
            url = gone.Url;
        using var client = Client(url);

        Assert.Equal(UnreachableKind.Connect, Kind(await client.Heartbeat(Message, default)));
    }

    [Fact]
    public async Task Server_certificate_that_is_not_accepted_is_named_precisely_and_nothing_is_sent()
    {
        using var foreign = new TestPki(TimeProvider.System.GetUtcNow(), "Somebody else");
        await Refuses(foreign.Issue("op1"), "Somebody else");
        await Refuses(_pki.SelfSigned("op1"), "self-signed");
        await Refuses(_pki.Issue("op1", from: _time.GetUtcNow().AddDays(-9), until: _time.GetUtcNow().AddDays(-2)), "expired");
        await Refuses(_pki.Issue("op1", uses: ["1.3.6.1.5.5.7.3.2"]), "TLS server");
        await Refuses(_pki.Issue("op1", dns: ["op1"], loopback: false), "not of the peer");
    }

    [Fact]
    public async Task Certificate_may_be_checked_by_the_members_name_instead_of_the_host()
    {
        await using var peer = new ScriptedPeer(_pki.Issue("op1", dns: ["dots.op1.example"], loopback: false), ScriptedAnswer.Says(200, Samples.HeartbeatText));
        using var right = Client(peer.Url, o => o with { ServerName = ServerNames.Member("op1") });
        using var wrong = Client(peer.Url, o => o with { ServerName = ServerNames.Member("op2") });

        Assert.IsType<SendResult<Heartbeat>.Ok>(await right.Heartbeat(Message, default));
        Assert.Equal(UnreachableKind.Certificate, Kind(await wrong.Heartbeat(Message, default)));
    }

    [Fact]
    public async Task Warm_connection_is_given_up_when_the_servers_certificate_expires()
    {
        await using var peer = new ScriptedPeer(_pki.Issue("op1", until: _time.GetUtcNow().AddMinutes(1)), ScriptedAnswer.Says(200, Samples.HeartbeatText));
        using var client = Client(peer.Url);
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(UnreachableKind.Certificate, Kind(await client.Heartbeat(Message, default)));
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task Private_address_is_not_called_outside_development()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Says(200, Samples.HeartbeatText));
        using var direct = Client(peer.Url, o => o with { AllowPrivateAddresses = false });
        using var named = Client(new Uri($"https://op1.example:{peer.Url.Port}/"), o => o with { AllowPrivateAddresses = false, Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) });

        Assert.Equal(UnreachableKind.ForbiddenAddress, Kind(await direct.Heartbeat(Message, default)));
        Assert.Equal(UnreachableKind.ForbiddenAddress, Kind(await named.Heartbeat(Message, default)));
        Assert.Equal(0, peer.Connections);
    }

    [Fact]
    public async Task Name_without_address_is_name()
    {
        using var client = Client(new Uri("https://op1.example/"), o => o with { Resolve = (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound) });

        Assert.Equal(UnreachableKind.Name, Kind(await client.Heartbeat(Message, default)));
    }

    [Fact]
    public async Task Dead_address_of_a_name_does_not_hide_the_living_one()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Says(200, Samples.HeartbeatText));
        using var client = Client(new Uri($"https://localhost:{peer.Url.Port}/"), o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]) });

        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));
    }

    [Fact]
    public async Task Circuit_opens_after_failures_saves_the_peer_and_closes_after_a_probe()
    {
        await using var peer = new ScriptedPeer(_server, ScriptedAnswer.Hangup);
        using var client = Client(peer.Url, o => o with { Circuit = new CircuitBreaker(2, TimeSpan.FromSeconds(30), _time) });
        Assert.Equal(UnreachableKind.Closed, Kind(await client.Heartbeat(Message, default)));
        Assert.Equal(UnreachableKind.Closed, Kind(await client.Heartbeat(Message, default)));
        var before = peer.Requests.Count;

        Assert.Equal(UnreachableKind.CircuitOpen, Kind(await client.Heartbeat(Message, default)));
        Assert.Equal(before, peer.Requests.Count);

        peer.Now(ScriptedAnswer.Says(200, Samples.HeartbeatText));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));
    }

    private static Heartbeat Message => Samples.Parse<Heartbeat>(Samples.HeartbeatText);

    private async Task Refuses(X509Certificate2 certificate, string said)
    {
        await using var peer = new ScriptedPeer(certificate, ScriptedAnswer.Says(200, Samples.HeartbeatText));
        var result = Assert.IsType<SendResult<Heartbeat>.Unreachable>(await Send(peer));
        Assert.Equal(UnreachableKind.Certificate, result.Kind);
        Assert.Contains(said, result.Detail);
        Assert.Empty(peer.Requests);
    }

    private async Task<UnreachableKind> Unreached(ScriptedPeer peer) => Kind(await Send(peer));

    private async Task<SendResult<Heartbeat>> Send(ScriptedPeer peer)
    {
        using var client = Client(peer.Url);
        return await client.Heartbeat(Message, default);
    }

    private static UnreachableKind Kind(SendResult<Heartbeat> result) => Assert.IsType<SendResult<Heartbeat>.Unreachable>(result).Kind;

    private MechanismClient Client(Uri url, Func<MechanismClientOptions, MechanismClientOptions>? with = null)
    {
        var options = new MechanismClientOptions { Url = url, Certificate = _own, Certificates = _peers, AllowPrivateAddresses = true };
        return new MechanismClient(with?.Invoke(options) ?? options, _time);
    }
}
