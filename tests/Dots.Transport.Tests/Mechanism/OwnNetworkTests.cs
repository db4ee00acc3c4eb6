using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Members choose the URLs under which they are called: none may make this process talk to its own network (design, section 5).</summary>
public sealed class OwnNetworkTests : IAsyncLifetime
{
    private readonly TestPki _pki = new();
    private PeerCertificates _peers = null!;
    private X509Certificate2 _own = null!;
    private ScriptedPeer _inside = null!;

    public Task InitializeAsync()
    {
        _peers = new PeerCertificates(_pki.Authorities, null, TimeProvider.System, new RecordedLog<PeerCertificates>());
        _own = _pki.Issue("orchestrator");
        _inside = new ScriptedPeer(_pki.Issue("op1"), ScriptedAnswer.Says(200, Samples.HeartbeatText));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _inside.DisposeAsync();
        _pki.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1", "192.168.0.1", "fd00::1", "169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("0.0.0.0")]
    [InlineData("fe80::1%1")]
    public async Task Name_that_leads_inside_is_not_called(params string[] addresses)
    {
        using var client = Client("dots.op1.example", addresses);

        var result = Assert.IsType<SendResult<Heartbeat>.Unreachable>(await client.Heartbeat(Message, default));

        Assert.Equal(UnreachableKind.ForbiddenAddress, result.Kind);
        Assert.Contains("dots.op1.example", result.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _inside.Connections);
    }

    [Fact]
    public async Task Name_that_was_good_when_it_was_registered_is_resolved_again_for_every_connection()
    {
        var asked = 0;
        using var client = Client("dots.op1.example", [], () => ++asked == 1 ? throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.TryAgain) : [IPAddress.Loopback]);
        Assert.NotNull(PeerUrl.Check(client.Url.AbsoluteUri, allowPrivate: false).Url);

        await client.Heartbeat(Message, default);
        Assert.Equal(UnreachableKind.ForbiddenAddress, Assert.IsType<SendResult<Heartbeat>.Unreachable>(await client.Heartbeat(Message, default)).Kind);

        Assert.Equal((2, 0), (asked, _inside.Connections));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_not_followed(int status)
    {
        await using var sends = new ScriptedPeer(_pki.Issue("op2"), ScriptedAnswer.Says(status, "{}", headers: $"Location: {_inside.Url}dots/api/heartbeat\r\n"));
        using var client = new MechanismClient(
            new MechanismClientOptions { Url = sends.Url, Certificate = _own, Certificates = _peers, AllowPrivateAddresses = true }, TimeProvider.System);

        Assert.IsNotType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Message, default));

        Assert.Equal((1, 0), (sends.Connections, _inside.Connections));
    }

    [Theory]
    [InlineData("https://localhost./")]
    [InlineData("https://LOCALHOST:8443/")]
    [InlineData("https://dots.localhost/")]
    [InlineData("https://dots.localhost./")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:10.0.0.1]:8443/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://192.88.99.1/")]
    [InlineData("https://[2001:2::1]/")]
    [InlineData("https://[5f00::1]/")]
    public void Ways_to_write_an_address_inside_are_refused(string url) => Assert.NotNull(PeerUrl.Check(url, allowPrivate: false).Fault);

    [Theory]
    [InlineData("https://dots.op1.example:65536/")]
    [InlineData("https://dots.op1.example:-1/")]
    [InlineData("https://dots.op1.example:x/")]
    [InlineData("https://127.0.0.1@dots.op1.example/")]
    [InlineData("https://dots.op1.example%2f@127.0.0.1/")]
    public void Ports_that_are_none_and_user_information_are_refused_in_development_too(string url) => Assert.NotNull(PeerUrl.Check(url, allowPrivate: true).Fault);

    private static Heartbeat Message => new() { SenderId = new string('a', 64), SenderAsn = 0 };

    private MechanismClient Client(string name, string[] addresses, Func<IPAddress[]>? resolve = null) => new(
        new MechanismClientOptions
        {
            Url = new Uri($"https://{name}:{_inside.Url.Port}/"), Certificate = _own, Certificates = _peers, AllowPrivateAddresses = false,
            Resolve = (_, _) => Task.FromResult(resolve?.Invoke() ?? [.. addresses.Select(IPAddress.Parse)]),
        },
        TimeProvider.System);
}
