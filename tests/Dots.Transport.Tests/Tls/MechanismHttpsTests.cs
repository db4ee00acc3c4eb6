using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tests.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Tls;

/// <summary>What the server grants to connections that do not behave, on a real clock with short limits.</summary>
public sealed class MechanismHttpsTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly TestPki _pki = new();
    private readonly TempFolder _folder = new();
    private readonly TestHandler _handler = new();
    private X509Certificate2 _op1 = null!;
    private PeerCertificates _peers = null!;
    private MechanismHost _host = null!;

    public async Task InitializeAsync()
    {
        _op1 = _pki.Issue("op1");
        Revoke();
        _peers = new PeerCertificates(_pki.Authorities, _folder.File("ca.crl"), TimeProvider.System, new RecordedLog<PeerCertificates>());
        _host = await MechanismHost.Start(_pki.Issue("orchestrator"), _peers, _handler);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Connection_that_never_begins_its_handshake_is_closed()
    {
        await Restart(new MechanismHttpsLimits { HandshakeTimeout = Short });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _host.Port);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_cut()
    {
        await Restart(new MechanismHttpsLimits { HeadersTimeout = Short });
        await using var raw = await RawHttps.Connect(_host.Port, _op1);
        await raw.Send("POST /dots/api/heartbeat HTTP/1.1\r\nHost: localhost\r\nX-Slow: a");

        Assert.StartsWith("HTTP/1.1 408", await raw.ReadToEnd());
    }

    [Fact]
    public async Task Body_that_does_not_end_is_cut_and_the_connection_closed()
    {
        await Restart(new MechanismHttpsLimits());
        await using var raw = await RawHttps.Connect(_host.Port, _op1);
        await raw.Send($"POST /dots/api/heartbeat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nDate: {TimeProvider.System.GetUtcNow():R}\r\nContent-Length: 500\r\n\r\n{{");

        var answer = await raw.Read();

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("Connection: close", answer);
        Assert.Empty(_handler.Heartbeats);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_refused()
    {
        await using var raw = await RawHttps.Connect(_host.Port, _op1);
        await raw.Send($"POST /dots/api/heartbeat HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('a', 20_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431", await raw.ReadToEnd());
    }

    [Fact]
    public async Task Connection_beyond_the_limit_is_closed()
    {
        await Restart(new MechanismHttpsLimits { Connections = 3 });
        await using var first = await RawHttps.Connect(_host.Port, _op1);
        await using var second = await RawHttps.Connect(_host.Port, _op1);
        await using var third = await RawHttps.Connect(_host.Port, _op1);

        await Assert.ThrowsAnyAsync<IOException>(() => RawHttps.Connect(_host.Port, _op1));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Revocation_reaches_a_connection_that_stays_open(string version)
    {
        using var client = HttpAnswer.Client(_op1);
        Assert.Equal(200, (await Heartbeat(client, version)).Status);

        Revoke(_op1);
        HttpAnswer answer;
        do
            answer = await Heartbeat(client, version);
        while (answer.Status == 200);

        Assert.Equal(401, answer.Status);
        Assert.Contains("revoked", answer.Text);
    }

    [Fact]
    public async Task Peer_on_a_resumed_session_is_known_by_its_certificate()
    {
        for (var i = 0; i < 3; i++)
        {
            using var client = HttpAnswer.Client(_op1);
            Assert.Equal(200, (await Heartbeat(client, "1.1")).Status);
        }

        Assert.All(_handler.Heartbeats, r => Assert.Equal(SenderId.Of(_op1), r.Peer.SenderId));
        Assert.Equal(3, _handler.Heartbeats.Select(r => r.Peer).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public async Task Requests_of_one_connection_share_one_peer()
    {
        using var client = HttpAnswer.Client(_op1);
        await Heartbeat(client, "2.0");
        await Heartbeat(client, "2.0");

        Assert.Single(_handler.Heartbeats.Select(r => r.Peer).Distinct(ReferenceEqualityComparer.Instance));
    }

    private async Task Restart(MechanismHttpsLimits limits)
    {
        await _host.DisposeAsync();
        _host = await MechanismHost.Start(_pki.Issue("orchestrator"), _peers, _handler, with: o => o with { BodyTimeout = Short }, limits: limits);
    }

    private async Task<HttpAnswer> Heartbeat(HttpMessageInvoker client, string version)
    {
        using var body = new StringContent(Samples.HeartbeatText, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        return await HttpAnswer.Of(client, _host.Url, HttpMethod.Post, "dots/api/heartbeat", body, TimeProvider.System.GetUtcNow().ToString("R"), false, Version.Parse(version));
    }

    private void Revoke(params X509Certificate2[] certificates) =>
        File.WriteAllBytes(_folder.File("ca.crl"), _pki.Crl(TimeProvider.System.GetUtcNow().AddDays(1), certificates));
}
