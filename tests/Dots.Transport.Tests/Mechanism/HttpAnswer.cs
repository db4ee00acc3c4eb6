using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>What an ordinary HTTP client, not the project's own, got for one request on a connection of its own.</summary>
internal sealed record HttpAnswer(int Status, string Text, string? ContentType, DateTimeOffset? Date, string? Allow, string? RetryAfter)
{
    internal JsonElement Json => JsonDocument.Parse(Text).RootElement;

    internal static async Task<HttpAnswer> Of(Uri server, HttpMethod method, string path, HttpContent body, X509Certificate2? certificate, string date, bool chunked, Version version)
    {
        using var client = Client(certificate);
        return await Of(client, server, method, path, body, date, chunked, version);
    }

    internal static HttpMessageInvoker Client(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        },
    });

    internal static async Task<HttpAnswer> Of(HttpMessageInvoker client, Uri server, HttpMethod method, string path, HttpContent body, string date, bool chunked, Version version)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = body, Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (date.Length > 0)
            request.Headers.TryAddWithoutValidation("Date", date);
        if (chunked)
            request.Content = new StreamContent(new Unsized(await body.ReadAsByteArrayAsync())) { Headers = { ContentType = body.Headers.ContentType } };
        using var response = await client.SendAsync(request, CancellationToken.None);
        return new HttpAnswer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers.Date,
            response.Content.Headers.Allow.SingleOrDefault(), response.Headers.RetryAfter?.ToString());
    }

    // A stream that cannot tell its length is sent in chunks.
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
