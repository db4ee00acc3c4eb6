using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;

namespace Dots.Transport.Signatures;

/// <summary>Signs requests, and checks the signatures of their answers (mechanism, section 5, modes b and c).</summary>
internal sealed class RequestSigner
{
    private const int NonceBytes = 16;
    private static readonly string[] Covered = [.. SignatureIdentity.Covered, CertificateField.Name];

    private readonly X509Certificate2 _own;
    private readonly TimeProvider _time;
    private readonly string _sender;
    private readonly string _certificate;

    /// <exception cref="ArgumentException">The certificate's key cannot sign messages.</exception>
    internal RequestSigner(X509Certificate2 own, TimeProvider time)
    {
        if (!own.HasPrivateKey || !SigningKey.Fits(own))
            throw new ArgumentException($"Signed messages need a certificate with its private key on P-256 ({SigningKey.Algorithm})", nameof(own));
        (_own, _time, _sender, _certificate) = (own, time, SenderId.Of(own), CertificateField.Of(own));
    }

    /// <summary>Adds digest, certificate and signature to a request that has its Date. Returns the nonce, which a signed answer repeats.</summary>
    internal string Sign(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        var (digest, date) = (ContentDigest.Of(body), request.Headers.Date!.Value.ToString("r", System.Globalization.CultureInfo.InvariantCulture));
        var parameters = new SignatureParameters([.. Covered],
        [
            new("created", StructuredValue.Of(_time.GetUtcNow().ToUnixTimeSeconds())), new("nonce", StructuredValue.Of(nonce)), new("keyid", StructuredValue.Of(_sender)),
        ]);
        var target = request.RequestUri!;
        var message = new SignedMessage
        {
            Method = request.Method.Method,
            TargetUri = SignedMessage.TargetOf(target.HostNameType == UriHostNameType.IPv6 ? target.Host : target.IdnHost, target.Port, target.PathAndQuery),
            Field = name => name switch { ContentDigest.Field => digest, "date" => date, CertificateField.Name => _certificate, _ => null },
        };
        using var key = _own.GetECDsaPrivateKey()!;
        var (input, signature) = MessageSignature.Make(parameters, message, key);
        request.Headers.Add(ContentDigest.Field, digest);
        request.Headers.Add(CertificateField.Name, _certificate);
        request.Headers.Add(MessageSignature.InputField, input);
        request.Headers.Add(MessageSignature.SignatureField, signature);
        return nonce;
    }
}
