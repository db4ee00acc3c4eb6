using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Bench.World;

/// <summary>A peer with one HTTP/2 connection that stays warm, as lean as HttpClient allows: what it costs is paid in both measurements and would hide the difference.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http;

    public Caller(X509Certificate2 own) => _http = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        },
    });

    /// <summary>Sends and reads the answer to its end.</summary>
    /// <exception cref="InvalidOperationException">The answer is not 200: what is measured then is not what was meant.</exception>
    public async Task<byte[]> Post(Uri url, ReadOnlyMemory<byte> body)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Date = TimeProvider.System.GetUtcNow();
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var answer = new byte[response.Content.Headers.ContentLength ?? 0];
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(answer);
        return response.StatusCode == HttpStatusCode.OK
            ? answer
            : throw new InvalidOperationException($"{url} answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(answer)}");
    }

    public void Dispose() => _http.Dispose();
}
