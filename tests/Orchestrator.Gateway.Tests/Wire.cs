using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests;

/// <summary>Sends whatever bytes a test wants with whatever certificate, and shows the answer as it came: nothing of the project's own client stands between.</summary>
internal sealed class Wire : IDisposable
{
    private readonly HttpClient _http;

    public Wire(Uri url, X509Certificate2? certificate) => _http = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        },
    })
    { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    public Task<WireAnswer> Post(string message, JsonObject body, DateTimeOffset? date = null) => Post(message, body.ToJsonString(), date);

    public Task<WireAnswer> Post(string message, string body, DateTimeOffset? date = null, string? type = "application/json", bool dated = true, bool chunked = false, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, "dots/api/" + message);
        if (method != HttpMethod.Get)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null && request.Content is { } content)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TransferEncodingChunked = chunked;
        if (dated)
            request.Headers.Date = date ?? TimeProvider.System.GetUtcNow();
        return Send(request);
    }

    /// <summary>To a path beside the mechanism's, as curl would: without a Date.</summary>
    public Task<WireAnswer> PostTo(string path, string body, string type = "application/json") => Send(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)),
    });

    public Task<WireAnswer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public void Dispose() => _http.Dispose();

    // The answer to a doubled member doubles it too.
    private static JsonObject Members(string text)
    {
        var members = new JsonObject();
        foreach (var member in JsonDocument.Parse(text).RootElement.EnumerateObject())
            members[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return members;
    }

    private async Task<WireAnswer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new((int)response.StatusCode, Members(text), text, response.Headers.RetryAfter?.Delta);
        }
    }
}

/// <summary>An answer, with what tests ask of refusals.</summary>
internal sealed record WireAnswer(int Status, JsonObject Body, string Text, TimeSpan? RetryAfter)
{
    public string Detail => (string?)Body["error_detail"] ?? "";

    public JsonObject? Extension => Body["extensions"]?["orchestrator"]?.AsObject();

    public WireAnswer Accepted()
    {
        Assert.True(Status == 200, $"{Status} {Text}");
        return this;
    }

    /// <summary>Refused like this, and the detail names all of these.</summary>
    public WireAnswer Refused(int status, int reason, params string[] named)
    {
        Assert.True(Status == status && (int?)Body["error_reason"] == reason, $"expected {status} reason {reason}, got {Status} {Text}");
        foreach (var name in named)
            Assert.Contains(name, Detail, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Refused before the body was read: only the error attributes come back.</summary>
    public WireAnswer Unread()
    {
        Assert.All(Body, p => Assert.Contains(p.Key, new[] { "error_reason", "error_detail", "server_time", "skew_s" }));
        return this;
    }
}
