using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Users with passwords over real TLS (mechanism, section 5, mode b).</summary>
public sealed class PasswordListenerTests : IAsyncLifetime, IKnownUsers
{
    private static readonly PasswordHash Right = PasswordHash.Make("right: password", 100_000);

    private readonly TestPki _pki = new();
    private readonly TestHandler _handler = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();
    private X509Certificate2 _server = null!;
    private MechanismHost _host = null!;

    public bool Ready { get; private set; } = true;

    public PasswordHash? Find(string user) => user == "noc" ? Right : null;

    public async Task InitializeAsync()
    {
        _server = _pki.Issue("orchestrator");
        _host = await Start(ListenerIdentity.ServerOnly);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _pki.Dispose();
    }

    [Fact]
    public async Task User_with_the_right_password_needs_no_certificate()
    {
        using var client = Client(new("noc", "right: password"));

        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));

        var peer = _handler.Heartbeats.Single().Peer;
        Assert.Equal(("", PeerProof.Password, "noc", "user noc", null), (peer.SenderId, peer.Proof, peer.User, peer.Name, peer.Certificate));
    }

    [Fact]
    public async Task Every_flaw_is_answered_401_with_a_challenge_and_does_not_tell_whether_the_user_exists()
    {
        string[] answers =
        [
            await Refused("noc:wrong", "user or password is wrong"),
            await Refused("nobody:right: password", "user or password is wrong"),
        ];
        Assert.Equal(answers[0], answers[1]);
        await Refused("noc", "does not hold a user and a password");
        await Refused(":right: password", "does not hold a user and a password");
        await Refused("noc:right: password\u0007", "control characters");
        await RefusedHeader("Basic !!!", "not base64");
        await RefusedHeader("Bearer abc", "not of the scheme Basic");
        await RefusedHeader("Basic " + new string('A', 2000), "longer than");
        await RefusedHeader(null, "neither signed");
        Assert.Empty(_handler.Asked);

        Task<string> Refused(string credentials, string named) => RefusedHeader("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)), named);

        async Task<string> RefusedHeader(string? header, string named)
        {
            var (status, text, challenge) = await Post(_host, header);
            Assert.True(status == 401 && text.Contains(named, StringComparison.Ordinal), $"{named}: {status} {text}");
            Assert.StartsWith("Basic realm=", challenge, StringComparison.Ordinal);
            Assert.DoesNotContain("right", text, StringComparison.Ordinal);
            return text;
        }
    }

    [Fact]
    public async Task Password_and_signature_together_are_refused()
    {
        var (status, text, _) = await Post(_host, "Basic " + Convert.ToBase64String("noc:right: password"u8), "dots=:AAAA:");

        Assert.Equal(401, status);
        Assert.Contains("send one of them", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_is_worth_nothing_on_the_other_listeners()
    {
        await using var mutual = await Start(ListenerIdentity.Mutual);
        await using var signed = await Start(ListenerIdentity.Signed);

        foreach (var host in new[] { mutual, signed })
            Assert.Equal(401, (await Post(host, "Basic " + Convert.ToBase64String("noc:right: password"u8))).Status);
        Assert.Empty(_handler.Asked);
    }

    [Fact]
    public async Task Flood_of_wrong_passwords_is_told_to_wait_and_a_user_that_is_known_goes_on()
    {
        // A clock that stands, so that a slow machine regains nothing meanwhile.
        await using var host = await Start(ListenerIdentity.ServerOnly, new ManualTime(TimeProvider.System.GetUtcNow()));
        using var client = Client(new("noc", "right: password"), host);
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));

        var statuses = new List<int>();
        while (statuses.Count < 14)
            statuses.Add((await Post(host, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"somebody:guess{statuses.Count}")))).Status);

        Assert.Equal([.. Enumerable.Repeat(401, 10), 429, 429, 429, 429], statuses);
        Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
    }

    [Fact]
    public async Task While_users_are_not_read_yet_nobody_is_told_that_a_password_is_wrong()
    {
        Ready = false;

        Assert.Equal(503, (await Post(_host, "Basic " + Convert.ToBase64String("noc:right: password"u8))).Status);
    }

    private static async Task<(int Status, string Text, string Challenge)> Post(MechanismHost host, string? authorization, string? signature = null)
    {
        using var client = HttpAnswer.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Url, "dots/api/heartbeat")) { Content = new StringContent(Samples.HeartbeatText, Encoding.UTF8, "application/json") };
        request.Headers.Date = TimeProvider.System.GetUtcNow();
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("Signature", signature);
        using var response = await client.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.WwwAuthenticate.ToString());
    }

    private Task<MechanismHost> Start(ListenerIdentity identity, TimeProvider? time = null) => MechanismHost.Start(
        _server, Peers(), _handler, time, identity: identity, with: o => o with { ClockSkew = TimeSpan.FromHours(1), Own = _server, Once = (nonce, until) => new(_used.TryAdd(nonce, until)), Users = this });

    private MechanismClient Client(BasicCredentials login, MechanismHost? host = null) =>
        new(new MechanismClientOptions { Url = (host ?? _host).Url, Login = login, Certificates = Peers(), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20) }, TimeProvider.System);

    private PeerCertificates Peers() => new(_pki.Authorities, null, TimeProvider.System, new RecordedLog<PeerCertificates>());
}
