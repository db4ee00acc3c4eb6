using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Signatures;

/// <summary>
/// Signs the answer to one request (mechanism, section 5, mode c): status and content-digest, and the request's nonce as its own, so that an answer to another
/// request cannot stand for it.
/// </summary>
internal sealed class AnswerSeal(X509Certificate2 own, string? nonce, TimeProvider time)
{
    internal static readonly string[] Covered = ["@status", ContentDigest.Field];

    /// <summary>For a request as it came, whether its own signature is good or not.</summary>
    internal static AnswerSeal For(HttpRequest request, X509Certificate2 own, TimeProvider time)
    {
        var signature = MessageSignature.Read(Field(MessageSignature.InputField), Field(MessageSignature.SignatureField), out _);
        return new AnswerSeal(own, signature?.Parameters.Nonce is { Length: <= SignatureRules.MostNonce } nonce ? nonce : null, time);

        string? Field(string name) => request.Headers.TryGetValue(name, out var values) ? SignedMessage.Combined(values) : null;
    }

    internal void Sign(HttpResponse response, ReadOnlySpan<byte> body)
    {
        var digest = ContentDigest.Of(body);
        List<StructuredParameter> parameters = [new("created", StructuredValue.Of(time.GetUtcNow().ToUnixTimeSeconds())), new("keyid", StructuredValue.Of(Tls.SenderId.Of(own)))];
        if (nonce is not null)
            parameters.Insert(1, new("nonce", StructuredValue.Of(nonce)));
        using var key = own.GetECDsaPrivateKey()!;
        var (input, signature) = MessageSignature.Make(
            new SignatureParameters([.. Covered], [.. parameters]), new SignedMessage { Status = response.StatusCode, Field = name => name == ContentDigest.Field ? digest : null }, key);
        response.Headers[ContentDigest.Field] = digest;
        response.Headers[CertificateField.Name] = CertificateField.Of(own);
        response.Headers[MessageSignature.InputField] = input;
        response.Headers[MessageSignature.SignatureField] = signature;
    }
}
