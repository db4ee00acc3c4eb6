using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Each check this layer does, and their order (mechanism, section 4).</summary>
public sealed class MechanismServerTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestPki _pki = new();
    private readonly TestHandler _handler = new();
    private readonly RecordedLog<MechanismServer> _log = new();
    private PeerCertificates _peers = null!;
    private MechanismHost _host = null!;
    private X509Certificate2 _op1 = null!;

    public async Task InitializeAsync()
    {
        _op1 = _pki.Issue("op1");
        _peers = new PeerCertificates(_pki.Authorities, null, _time, new RecordedLog<PeerCertificates>());
        _host = await MechanismHost.Start(_pki.Issue("orchestrator"), _peers, _handler, _time, log: _log);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _pki.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Good_message_reaches_the_handler_with_its_peer_date_and_bytes(string version)
    {
        var answer = await Post("heartbeat", Samples.HeartbeatText, _op1, version: version);

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.NotNull(answer.Date);
        Assert.Equal("1.0.0", answer.Json.GetProperty("version").GetString());
        var received = Assert.Single(_handler.Heartbeats);
        Assert.Equal(SenderId.Of(_op1), received.Peer.SenderId);
        Assert.Equal(IPAddress.Loopback, received.Peer.Address);
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), received.Date.ToUnixTimeSeconds());
        Assert.Equal((received.Peer, MessageName.Heartbeat, (long?)Encoding.UTF8.GetByteCount(Samples.HeartbeatText)), Assert.Single(_handler.Asked));
    }

    [Fact]
    public async Task Acknowledgement_is_answered_with_an_empty_object()
    {
        var answer = await Post("mitigation_termination_status_acknowledgement", Samples.AlertText, _op1);

        Assert.Equal((200, "{}"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Heartbeat")]
    [InlineData("heartbeat/")]
    [InlineData("heartbeat/more")]
    [InlineData("")]
    public async Task Unknown_path_is_404_with_the_error_attributes(string path) => Refused(await Post(path, Samples.HeartbeatText, _op1), 404, 255);

    [Fact]
    public async Task Other_method_is_405_and_names_the_allowed_one()
    {
        var answer = await Send(HttpMethod.Put, "heartbeat", Body("<xml/>", "text/xml"), null);

        Refused(answer, 405, 255);
        Assert.Equal("POST", answer.Allow);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/jsonp")]
    [InlineData(null)]
    public async Task Other_content_type_is_415(string? type) => Refused(await Send(HttpMethod.Post, "heartbeat", Body(Samples.HeartbeatText, type), _op1), 415, 255);

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task Content_type_may_name_utf8(string type) => Assert.Equal(200, (await Send(HttpMethod.Post, "heartbeat", Body(Samples.HeartbeatText, type), _op1)).Status);

    [Fact]
    public async Task Compressed_body_is_415()
    {
        var body = Body(Samples.HeartbeatText, "application/json");
        body.Headers.ContentEncoding.Add("gzip");

        Refused(await Send(HttpMethod.Post, "heartbeat", body, _op1), 415, 255);
    }

    [Theory]
    [InlineData("1.1", false)]
    [InlineData("1.1", true)]
    [InlineData("2.0", false)]
    [InlineData("2.0", true)]
    public async Task Oversized_body_is_413_with_and_without_an_announced_length(string version, bool chunked)
    {
        var answer = await Post("heartbeat", Samples.HeartbeatText + new string(' ', 64 * 1024), _op1, chunked: chunked, version: version);

        Refused(answer, 413, 255);
        Assert.Empty(_handler.Heartbeats);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Body_of_exactly_the_limit_is_taken_in_chunks(string version) =>
        Assert.Equal(200, (await Post("heartbeat", Samples.HeartbeatText.PadRight(64 * 1024), _op1, chunked: true, version: version)).Status);

    [Fact]
    public async Task No_certificate_is_401() => Refused(await Post("heartbeat", Samples.HeartbeatText, null), 401, 255, "no client certificate");

    [Fact]
    public async Task Refused_certificate_gets_an_answer_that_says_why()
    {
        using var foreign = new TestPki(TimeProvider.System.GetUtcNow(), "Somebody else");
        Refused(await Post("heartbeat", Samples.HeartbeatText, _pki.Issue("op1", from: _time.GetUtcNow().AddDays(-9), until: _time.GetUtcNow().AddDays(-2))), 401, 255, "expired");
        Refused(await Post("heartbeat", Samples.HeartbeatText, _pki.SelfSigned("op1")), 401, 255, "self-signed");
        Refused(await Post("heartbeat", Samples.HeartbeatText, foreign.Issue("op1")), 401, 255, "Somebody else");
        Refused(await Post("heartbeat", Samples.HeartbeatText, _pki.Issue("op1", uses: ["1.3.6.1.5.5.7.3.1"])), 401, 255, "may not be used");
        Assert.Empty(_handler.Asked);
    }

    [Fact]
    public async Task Refused_peers_are_logged_once_a_second_with_the_number_left_out()
    {
        for (var i = 0; i < 5; i++)
            await Post("heartbeat", Samples.HeartbeatText, null);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Post("heartbeat", Samples.HeartbeatText, null);

        var lines = _log.Entries.Where(e => e.Id.Id == 5201).Select(e => e.Text).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Contains("4 more", lines[1]);
    }

    [Fact]
    public async Task Missing_date_is_400() => Refused(await Post("heartbeat", Samples.HeartbeatText, _op1, date: ""), 400, 0, "Date");

    [Fact]
    public async Task Date_that_is_none_is_400() => Refused(await Post("heartbeat", Samples.HeartbeatText, _op1, date: "yesterday"), 400, 0, "Date");

    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    public async Task Stale_date_is_403_with_the_servers_time_and_the_skew(int seconds)
    {
        var answer = await Post("heartbeat", Samples.HeartbeatText, _op1, date: _time.GetUtcNow().AddSeconds(seconds).ToString("R"));

        Refused(answer, 403, 255, "clock");
        var read = RefusalReader.Read(403, null, Encoding.UTF8.GetBytes(answer.Text));
        Assert.Equal(seconds, read.SkewSeconds);
        Assert.Equal(_time.GetUtcNow(), read.ServerTime!.Value, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Date_at_the_edge_is_taken(int seconds) =>
        Assert.Equal(200, (await Post("heartbeat", Samples.HeartbeatText, _op1, date: _time.GetUtcNow().AddSeconds(seconds).ToString("R"))).Status);

    [Fact]
    public async Task Rate_is_429_with_retry_after_and_without_the_body()
    {
        _handler.OnAdmit = _ => new MechanismRefusal(429, 255, "50 requests a second") { RetryAfter = TimeSpan.FromMilliseconds(1200) };

        var answer = await Post("heartbeat", Samples.HeartbeatText, _op1);

        Refused(answer, 429, 255);
        Assert.Equal("2", answer.RetryAfter);
        Assert.Equal(["error_detail", "error_reason"], answer.Json.EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task Body_that_is_not_json_is_400() => Refused(await Post("heartbeat", "{", _op1), 400, 0);

    [Fact]
    public async Task Refusal_of_the_handler_carries_the_request()
    {
        var answer = await Post("mitigation_termination_request", Samples.AlertText, _op1);

        Refused(answer, 404, 255, "was ever accepted");
        Assert.Equal("64501", answer.Json.GetProperty("sender_asn").GetString());
    }

    [Fact]
    public async Task Message_that_this_side_does_not_serve_is_404() => Refused(await Post("mitigation_efficacy_updates", Samples.EfficacyText, _op1), 404, 255, "not served");

    [Fact]
    public async Task Checks_come_in_the_order_of_the_table()
    {
        var large = new string('x', 70_000);
        var stale = _time.GetUtcNow().AddHours(-1).ToString("R");
        _handler.OnAdmit = _ => new MechanismRefusal(403, 255, "suspended");

        Refused(await Send(HttpMethod.Put, "nonsense", Body(large, "text/plain"), null), 404, 255);
        Refused(await Send(HttpMethod.Put, "heartbeat", Body(large, "text/plain"), null), 405, 255);
        Refused(await Send(HttpMethod.Post, "heartbeat", Body(large, "text/plain"), null), 415, 255);
        Refused(await Post("heartbeat", large, null, date: stale), 413, 255);
        Refused(await Post("heartbeat", "{", null, date: ""), 401, 255);
        Refused(await Post("heartbeat", "{", _op1, date: ""), 400, 0, "Date");
        Refused(await Post("heartbeat", "{", _op1, date: stale), 403, 255, "clock");
        Refused(await Post("heartbeat", "{", _op1), 403, 255, "suspended");
        _handler.OnAdmit = _ => null;
        Refused(await Post("heartbeat", "{", _op1), 400, 0);
    }

    [Theory]
    [InlineData("heartbeat", Samples.HeartbeatText, 1)]
    [InlineData("registration_cancelling", Samples.CancellingText, 2)]
    public async Task Exception_of_the_handler_is_the_servers_own_failure_and_stays_inside(string name, string body, int reason)
    {
        _handler.OnHeartbeat = (_, _) => throw new InvalidOperationException("secret");
        _handler.OnAdmit = _ => name == "heartbeat" ? null : throw new InvalidOperationException("secret");

        var answer = await Post(name, body, _op1);

        Refused(answer, 500, reason);
        Assert.DoesNotContain("secret", answer.Text);
        var line = Assert.Single(_log.Entries, e => e.Id.Id == 5202).Text;
        Assert.Contains(line.Split("Reference ")[1].Split(' ')[0], answer.Text);
    }

    [Fact]
    public async Task Handler_that_outlives_the_deadline_is_answered_503_with_retry_after()
    {
        var begun = new TaskCompletionSource();
        _handler.OnHeartbeat = async (received, cancellation) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return received.Message;
        };

        var pending = Post("heartbeat", Samples.HeartbeatText, _op1);
        await begun.Task;
        _time.Advance(TimeSpan.FromSeconds(32));
        var answer = await pending;

        Refused(answer, 503, 1);
        Assert.Equal("5", answer.RetryAfter);
    }

    [Fact]
    public async Task Peer_that_goes_away_does_not_cancel_what_it_began()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var goOn = new TaskCompletionSource();
        _handler.OnHeartbeat = async (received, cancellation) =>
        {
            begun.SetResult();
            await goOn.Task;
            ended.SetResult(cancellation.IsCancellationRequested);
            return received.Message;
        };
        var raw = await RawHttps.Connect(_host.Port, _op1);
        await raw.Send(Head($"Content-Length: {Samples.HeartbeatText.Length}") + Samples.HeartbeatText);
        await begun.Task;

        await raw.DisposeAsync();
        goOn.SetResult();

        Assert.False(await ended.Task);
    }

    [Fact]
    public async Task Body_that_stalls_is_cut_after_its_time()
    {
        await using var raw = await RawHttps.Connect(_host.Port, _op1);
        await raw.Send(Head("Content-Length: 100") + "{");
        while (_handler.Asked.IsEmpty)
            await Task.Yield();

        // The limit's timer is set some moments after Admit; a clock that moves on cannot miss it.
        var answer = raw.Read();
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408", await answer);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("-5")]
    [InlineData("7fffffffffffffff")]
    [InlineData("ffffffffffffffff")]
    public async Task Chunk_of_a_size_that_is_none_is_400_and_the_connection_is_closed(string size)
    {
        await using var raw = await RawHttps.Connect(_host.Port, _op1);

        await raw.Send(Head("Transfer-Encoding: chunked") + $"{size}\r\n{Samples.HeartbeatText}\r\n0\r\n\r\n");

        var answer = await raw.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("error_reason", answer);
        Assert.DoesNotContain("Exception", answer);
    }

    private string Head(string header) => $"POST /dots/api/heartbeat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nDate: {_time.GetUtcNow():R}\r\n{header}\r\n\r\n";

    private static HttpContent Body(string text, string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private Task<HttpAnswer> Post(string name, string body, X509Certificate2? certificate, string? date = null, bool chunked = false, string version = "1.1") =>
        Send(HttpMethod.Post, name, Body(body, "application/json"), certificate, date, chunked, version);

    private Task<HttpAnswer> Send(HttpMethod method, string name, HttpContent body, X509Certificate2? certificate, string? date = null, bool chunked = false, string version = "1.1") =>
        HttpAnswer.Of(_host.Url, method, "dots/api/" + name, body, certificate, date ?? _time.GetUtcNow().ToString("R"), chunked, Version.Parse(version));

    private static void Refused(HttpAnswer answer, int status, int reason, string said = "")
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(reason, answer.Json.GetProperty("error_reason").GetInt32());
        Assert.Contains(said, answer.Json.GetProperty("error_detail").GetString());
    }
}
