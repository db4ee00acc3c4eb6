using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Settings;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Controller.Enrolment;

/// <summary>The exchange itself: own key, request, checked answer, certificate in its place. The key never leaves this machine.</summary>
internal sealed class Enrolment(ControllerSettings settings, IdentityFiles files, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly PeerCertificates _peers = new(KeyFiles.LoadCertificates(files.Ca), files.Crl, time, NullLogger<PeerCertificates>.Instance);

    /// <summary>The certificate, once it stands in its file.</summary>
    /// <exception cref="EnrolException">There is none. Repeating is safe: nothing but the new key was written.</exception>
    public async Task<X509Certificate2> Enrol(string token)
    {
        RefuseToOverwrite();
        using var key = OwnKey();
        var request = new CertificateRequest(new X500DistinguishedName($"CN={settings.Name}"), key, HashAlgorithmName.SHA256);
        var answer = await Ask(token, request.CreateSigningRequestPem());
        var issued = Checked(answer, SenderId.Of(request.CreateSelfSigned(time.GetUtcNow(), time.GetUtcNow().AddDays(1))));
        PrivateFile.Write(files.Certificate, answer.Certificate!.TrimEnd() + "\n", secret: false);
        return issued;
    }

    private void RefuseToOverwrite()
    {
        if (!File.Exists(files.Certificate))
            return;
        using var existing = KeyFiles.Load(files.Certificate, files.Key);
        if (_peers.Verify(existing, CertificateUse.Client) is { Fault: not CertificateFault.Expired })
            throw new EnrolException($"there is an identity already, {files.Certificate} ({existing.Subject}, valid until {existing.NotAfter.ToUniversalTime():u}), and it is not overwritten: move it and {files.Key} away first");
    }

    // One that is there was made by an attempt whose answer never came: the token may be used up for it.
    private ECDsa OwnKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            if (File.Exists(files.Key))
                key.ImportFromPem(KeyFiles.ReadPrivate(files.Key));
            else
                PrivateFile.Write(files.Key, key.ExportPkcs8PrivateKeyPem() + "\n", secret: true);
            return key;
        }
        catch (ArgumentException e)
        {
            throw new EnrolException($"the key {files.Key} cannot be used: {e.Message}", e);
        }
    }

    private async Task<Answer> Ask(string token, string csr)
    {
        using var http = new HttpClient(Connections()) { Timeout = Limit, MaxResponseContentBufferSize = LongestAnswer };
        var url = new Uri(settings.Orchestrator.Url.AbsoluteUri.TrimEnd('/') + "/enroll");
        try
        {
            using var response = await http.PostAsync(url, JsonContent.Create(new { token, csr }));
            var answer = await response.Content.ReadFromJsonAsync<Answer>() ?? new(null, null, null);
            return response.StatusCode == HttpStatusCode.OK && answer is { MemberId: not null, Certificate: not null }
                ? answer
                : throw new EnrolException($"{url} answered {(int)response.StatusCode}: {answer.Error ?? "nothing that says why"}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or NotSupportedException)
        {
            throw new EnrolException($"{url} could not be asked: {(e.InnerException ?? e).Message}", e);
        }
    }

    private SocketsHttpHandler Connections()
    {
        var name = settings.Orchestrator.Name is { } named ? ServerNames.Member(named) : ServerNames.Host;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is X509Certificate2 shown && _peers.Verify(shown, CertificateUse.Server).Accepted && name(shown, settings.Orchestrator.Url.IdnHost),
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            },
        };
    }

    private X509Certificate2 Checked(Answer answer, string key)
    {
        if (answer.MemberId != settings.Name)
            throw new EnrolException($"the token is for {answer.MemberId}, this controller's Name is {settings.Name}: correct the settings and repeat the command with the same token");
        try
        {
            var issued = X509Certificate2.CreateFromPem(answer.Certificate);
            var verdict = _peers.Verify(issued, CertificateUse.Client);
            return !verdict.Accepted ? throw new EnrolException($"the certificate that came is not accepted: {verdict.Detail}")
                : verdict.SenderId != key ? throw new EnrolException("the certificate that came is for another key")
                : issued;
        }
        catch (CryptographicException e)
        {
            throw new EnrolException($"what came is no PEM certificate: {e.Message}", e);
        }
    }

    private sealed record Answer(
        [property: JsonPropertyName("member_id")] string? MemberId,
        [property: JsonPropertyName("certificate")] string? Certificate,
        [property: JsonPropertyName("error")] string? Error);
}
