using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Signed requests and answers over real TLS (mechanism, section 5, mode c; its requests in mode b).</summary>
public sealed class SignedListenerTests : IAsyncLifetime
{
    private readonly TestPki _pki = new();
    private readonly TempFolder _folder = new();
    private readonly TestHandler _handler = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();
    private X509Certificate2 _op1 = null!;
    private X509Certificate2 _server = null!;
    private MechanismHost _signed = null!;
    private MechanismHost _serverOnly = null!;

    public async Task InitializeAsync()
    {
        (_op1, _server) = (_pki.Issue("op1"), _pki.Issue("orchestrator"));
        File.WriteAllText(_folder.File("ca.crl"), TestPki.Pem(_pki.Crl(TimeProvider.System.GetUtcNow().AddDays(7))));
        _signed = await Start(ListenerIdentity.Signed);
        _serverOnly = await Start(ListenerIdentity.ServerOnly);
    }

    public async Task DisposeAsync()
    {
        await _signed.DisposeAsync();
        await _serverOnly.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Request_signed_by_hand_is_taken_for_its_signers_with_the_time_of_its_signature(int major)
    {
        var created = TimeProvider.System.GetUtcNow().AddSeconds(-20);

        var (answer, _) = await Send(Heartbeat(_op1) with { Created = created }, _signed.Url, new Version(major, major == 1 ? 1 : 0));

        Assert.True(answer.Status == 200, answer.Text);
        var received = Assert.Single(_handler.Heartbeats);
        Assert.Equal((SenderId.Of(_op1), PeerProof.Signature, ListenerIdentity.Signed, null), (received.Peer.SenderId, received.Peer.Proof, received.Peer.Listener, received.Peer.User));
        Assert.Equal(_op1.Thumbprint, received.Peer.Certificate!.Thumbprint);
        Assert.Equal(created.ToUnixTimeSeconds(), received.Date.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Answer_is_signed_over_status_and_digest_with_the_requests_nonce()
    {
        var request = Heartbeat(_op1) with { Covered = ["@method", "@target-uri", "content-digest", "date", "content-type"] };

        foreach (var (status, answer) in new[] { (200, await Send(request, _signed.Url)), (401, await Send(request, _signed.Url)) })
        {
            var (got, raw) = answer;
            Assert.Equal(status, got.Status);
            var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(got.Text)))}:";
            Assert.Equal(digest, One("content-digest"));
            var parameters = One("signature-input")["dots=".Length..];
            Assert.StartsWith("(\"@status\" \"content-digest\");created=", parameters, StringComparison.Ordinal);
            Assert.Contains($";nonce=\"{request.Nonce}\";keyid=\"{SenderId.Of(_server)}\"", parameters, StringComparison.Ordinal);
            Assert.Equal($":{Convert.ToBase64String(_server.RawData)}:", One("dots-certificate"));
            using var key = _server.GetECDsaPublicKey()!;
            Assert.True(key.VerifyData(
                Encoding.ASCII.GetBytes($"\"@status\": {status}\n\"content-digest\": {digest}\n\"@signature-params\": {parameters}"),
                Convert.FromBase64String(One("signature")["dots=:".Length..^1]), HashAlgorithmName.SHA256));

            string One(string name) => raw.Headers.TryGetValues(name, out var values) || raw.Content.Headers.TryGetValues(name, out values) ? values.Single() : "";
        }
    }

    [Fact]
    public async Task Second_use_of_a_nonce_is_answered_401_and_not_handled()
    {
        var request = Heartbeat(_op1);
        Assert.Equal(200, (await Send(request, _signed.Url)).Answer.Status);

        var again = (await Send(request, _signed.Url)).Answer;

        Assert.Equal((401, 255), (again.Status, again.Json.GetProperty("error_reason").GetInt32()));
        Assert.Contains("nonce", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sender_id", again.Text, StringComparison.Ordinal);
        Assert.Single(_handler.Heartbeats);
        Assert.InRange(_used.Single().Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task Nonce_that_cannot_be_stored_is_answered_503_and_not_handled()
    {
        await using var host = await Start(ListenerIdentity.Signed, (_, _) => throw new IOException("disk"));

        var answer = (await Send(Heartbeat(_op1), host.Url)).Answer;

        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.RetryAfter);
        Assert.Contains("sign the message anew", answer.Text, StringComparison.Ordinal);
        Assert.Empty(_handler.Heartbeats);
    }

    [Fact]
    public async Task Every_flaw_of_a_signature_is_answered_401_and_named()
    {
        using var foreign = new TestPki();
        var (revoked, rsa, p384) = (_pki.Issue("revoked"), _pki.IssueRsa("rsa", 2048), _pki.Issue("p384", key: ECDsa.Create(ECCurve.NamedCurves.nistP384)));
        var expired = _pki.Issue("expired", until: TimeProvider.System.GetUtcNow().AddHours(-1));
        File.WriteAllText(_folder.File("ca.crl"), TestPki.Pem(_pki.Crl(TimeProvider.System.GetUtcNow().AddDays(7), revoked)));
        await using var host = await Start(ListenerIdentity.Signed);
        var good = Heartbeat(_op1);

        foreach (var (spoiled, named) in new (SignedByHand, string)[]
        {
            (good with { Without = ["Signature"] }, "Signature is missing"),
            (good with { Without = ["Signature-Input"] }, "Signature-Input is missing"),
            (good with { Label = "sig1" }, "labelled dots"),
            (good with { Covered = ["@method", "@target-uri", "content-digest"] }, "does not cover date"),
            (good with { Covered = ["@method", "@target-uri", "date"] }, "does not cover content-digest"),
            (good with { Covered = ["@method", "content-digest", "date"] }, "does not cover @target-uri"),
            (good with { Covered = ["@target-uri", "content-digest", "date"] }, "does not cover @method"),
            (good with { Without = ["Content-Digest"] }, "covers content-digest, which the message does not have"),
            (good with { Method = "GET" }, "does not fit"),
            (good with { Target = "https://localhost/dots/api/mitigation_request" }, "does not fit"),
            (good with { Spoil = s => [.. s[..^1], (byte)(s[^1] ^ 1)] }, "does not fit"),
            (good with { Spoil = s => s[..63] }, "64 bytes"),
            (good with { Nonce = "short" }, "nonce"),
            (good with { KeyId = new string('a', 64) }, "keyid is not the sender_id"),
            (good with { KeyId = "op1" }, "keyid is missing or not a sender_id"),
            (good with { MoreParameters = ";alg=\"rsa-pss-sha512\"" }, "alg is not ecdsa-p256-sha256"),
            (good with { MoreParameters = ";expires=1" }, "expires"),
            (good with { ShowsCertificate = false }, "dots-certificate) is missing"),
            (good with { Shown = _pki.Issue("op1") }, "keyid is not the sender_id"),
            (good with { Host = "elsewhere.example" }, "not a name of this server"),
            (good with { SentBody = Samples.HeartbeatText + " " }, "content-digest does not fit the body"),
            (Heartbeat(foreign.Issue("op1")), "not signed by it"),
            (Heartbeat(_pki.SelfSigned("op1")), "self-signed"),
            (Heartbeat(revoked), "was revoked"),
            (Heartbeat(expired), "expired"),
            (Heartbeat(p384), "64 bytes"),
            (good with { Shown = rsa, KeyId = SenderId.Of(rsa) }, "does not fit"),
        })
        {
            var answer = (await Send(spoiled, host.Url)).Answer;
            Assert.True(answer.Status == 401 && answer.Text.Contains(named, StringComparison.Ordinal), $"{named}: {answer.Status} {answer.Text}");
            Assert.Equal(255, answer.Json.GetProperty("error_reason").GetInt32());
            Assert.DoesNotContain("version", answer.Text, StringComparison.Ordinal);
        }
        // Only what is wrong with a body shows after its sender was admitted.
        Assert.Single(_handler.Asked);
        Assert.Empty(_handler.Heartbeats);
    }

    [Fact]
    public async Task Signature_of_another_time_is_stale_as_its_date_is()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (request, named) in new[]
        {
            (Heartbeat(_op1) with { Created = now.AddSeconds(-90) }, "created"), (Heartbeat(_op1) with { Created = now.AddSeconds(90) }, "created"),
            (Heartbeat(_op1) with { Date = now.AddSeconds(-90), Created = now }, "Date"),
        })
        {
            var answer = (await Send(request, _signed.Url)).Answer;
            Assert.True(answer.Status == 403 && answer.Text.Contains(named, StringComparison.Ordinal), answer.Text);
            Assert.True(answer.Json.TryGetProperty("server_time", out _));
        }
        Assert.Empty(_used);
    }

    [Fact]
    public async Task Client_certificate_does_not_stand_for_a_signature()
    {
        foreach (var host in new[] { _signed, _serverOnly })
        {
            using var mutual = Client(host, SignedMessages.None);
            var refused = Assert.IsType<SendResult<Heartbeat>.Refused>(await mutual.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
            Assert.Equal((401, true), (refused.Refusal.Status, refused.Permanent));
        }
        Assert.Empty(_handler.Asked);
    }

    [Fact]
    public async Task Own_client_and_server_understand_each_other_in_both_modes()
    {
        foreach (var (host, mode) in new[] { (_signed, SignedMessages.RequestsAndAnswers), (_signed, SignedMessages.Requests), (_serverOnly, SignedMessages.Requests) })
        {
            using var client = Client(host, mode);
            Assert.IsType<SendResult<Heartbeat>.Ok>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));
            var refused = Assert.IsType<SendResult<MitigationStatusUpdates>.Refused>(await client.Terminate(Samples.Parse<MitigationTerminationRequest>(Samples.AlertText), default));
            Assert.Equal(404, refused.Refusal.Status);
        }
        Assert.Equal(3, _handler.Heartbeats.Count);
    }

    [Fact]
    public async Task Answer_that_is_not_signed_is_no_answer_where_it_should_be()
    {
        using var client = Client(_serverOnly, SignedMessages.RequestsAndAnswers);

        var result = Assert.IsType<SendResult<Heartbeat>.Unreachable>(await client.Heartbeat(Samples.Parse<Heartbeat>(Samples.HeartbeatText), default));

        Assert.Equal(UnreachableKind.Signature, result.Kind);
        Assert.Contains("carries no signature", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_cannot_sign_or_remember_takes_no_signatures()
    {
        await using var host = await MechanismHost.Start(_server, Peers(), _handler, identity: ListenerIdentity.Signed);

        var answer = (await Send(Heartbeat(_op1), host.Url)).Answer;

        Assert.Equal(401, answer.Status);
        Assert.Contains("not accepted here", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_cannot_sign_is_refused_when_the_client_is_made()
    {
        Assert.Throws<ArgumentException>(() => new MechanismClient(Options(_signed) with { Certificate = _pki.IssueRsa("rsa", 2048), Signed = SignedMessages.Requests }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new MechanismClient(Options(_signed) with { Certificate = null }, TimeProvider.System));
    }

    private static SignedByHand Heartbeat(X509Certificate2 signer) => new(signer, Samples.HeartbeatText);

    private static async Task<(HttpAnswer Answer, HttpResponseMessage Raw)> Send(SignedByHand request, Uri server, Version? version = null)
    {
        var response = await request.Send(server, "heartbeat", version);
        return (new HttpAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers.Date, null, response.Headers.RetryAfter?.ToString()), response);
    }

    private Task<MechanismHost> Start(ListenerIdentity identity, Func<string, DateTimeOffset, ValueTask<bool>>? once = null) => MechanismHost.Start(
        _server, Peers(), _handler, identity: identity, with: o => o with { Own = _server, Once = once ?? ((nonce, until) => new(_used.TryAdd(nonce, until))) });

    private MechanismClient Client(MechanismHost host, SignedMessages signed) => new(Options(host) with { Signed = signed }, TimeProvider.System);

    private MechanismClientOptions Options(MechanismHost host) => new() { Url = host.Url, Certificate = _op1, Certificates = Peers(), AllowPrivateAddresses = true, Deadline = TimeSpan.FromSeconds(20) };

    private PeerCertificates Peers() => new(_pki.Authorities, _folder.File("ca.crl"), TimeProvider.System, new RecordedLog<PeerCertificates>());
}
