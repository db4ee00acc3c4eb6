using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Support;

/// <summary>
/// A signed request as somebody else's program would make it from mechanism, section 5, and RFC 9421: text is put together by hand, nothing of the
/// project's own signing is used. Each part can be spoiled.
/// </summary>
public sealed record SignedByHand(X509Certificate2 Signer, string Body)
{
    public string Method { get; init; } = "POST";

    public string? SentBody { get; init; }

    public DateTimeOffset Date { get; init; } = TimeProvider.System.GetUtcNow();

    public DateTimeOffset? Created { get; init; }

    public string Nonce { get; init; } = Guid.NewGuid().ToString("N");

    public string? KeyId { get; init; }

    public string? Host { get; init; }

    public string? Target { get; init; }

    public string[] Covered { get; init; } = ["@method", "@target-uri", "content-digest", "date"];

    public string MoreParameters { get; init; } = "";

    public string Label { get; init; } = "dots";

    public X509Certificate2? Shown { get; init; }

    public bool ShowsCertificate { get; init; } = true;

    public Func<byte[], byte[]> Spoil { get; init; } = signature => signature;

    public string[] Without { get; init; } = [];

    /// <summary>Sends it on a connection of its own. The answer's content has been read.</summary>
    public async Task<HttpResponseMessage> Send(Uri server, string message, Version? version = null)
    {
        var url = new Uri(server, "dots/api/" + message);
        var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}:";
        var date = Date.UtcDateTime.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var parameters = $"({string.Join(' ', Covered.Select(c => $"\"{c}\""))});created={(Created ?? Date).ToUnixTimeSeconds()};nonce=\"{Nonce}\""
            + $";keyid=\"{KeyId ?? Convert.ToHexStringLower(SHA256.HashData(Signer.PublicKey.ExportSubjectPublicKeyInfo()))}\"{MoreParameters}";
        var signed = new StringBuilder();
        foreach (var component in Covered)
            signed.Append('"').Append(component).Append("\": ").Append(component switch
            {
                "@method" => Method,
                "@target-uri" => Target ?? $"https://{Host ?? url.Authority}{url.PathAndQuery}",
                "content-digest" => digest,
                "date" => date,
                "content-type" => "application/json",
                _ => throw new ArgumentException(component),
            }).Append('\n');
        signed.Append("\"@signature-params\": ").Append(parameters);
        using var key = Signer.GetECDsaPrivateKey()!;
        var signature = Spoil(key.SignData(Encoding.ASCII.GetBytes(signed.ToString()), HashAlgorithmName.SHA256));

        using var client = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(SentBody ?? Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = version ?? System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = Host;
        Add("Date", date);
        Add("Content-Digest", digest);
        Add("Signature-Input", $"{Label}={parameters}");
        Add("Signature", $"{Label}=:{Convert.ToBase64String(signature)}:");
        if (ShowsCertificate)
            Add("Dots-Certificate", $":{Convert.ToBase64String((Shown ?? Signer).RawData)}:");
        var response = await client.SendAsync(request, CancellationToken.None);
        await response.Content.LoadIntoBufferAsync();
        return response;

        void Add(string name, string value)
        {
            if (!Without.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
