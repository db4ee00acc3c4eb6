using System.Net.Http.Headers;
using Dots.Transport.Mechanism;

namespace Dots.Transport.Signatures;

/// <summary>Whether an answer is signed by the peer that was asked and belongs to the request (mechanism, section 5, mode c).</summary>
/// <param name="nonce">Of the request.</param>
internal sealed class SignedAnswer(ServerCertificates servers, string nonce, TimeSpan skew, TimeProvider time)
{
    /// <summary>What is wrong with its signature; null when nothing is.</summary>
    internal string? Fault(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        if (MessageSignature.Read(Field(MessageSignature.InputField), Field(MessageSignature.SignatureField), out var fault) is not { } signature)
            return fault;
        if (signature.LacksOneOf(AnswerSeal.Covered) is { } uncovered)
            return $"the answer's signature does not cover {uncovered}";
        var (parameters, now) = (signature.Parameters, time.GetUtcNow());
        if (SignatureRules.Check(parameters, now) is { } invalid)
            return invalid;
        if (parameters.Nonce != nonce)
            return "the answer's nonce is not this request's: it answers another one";
        if (Math.Abs(parameters.Created!.Value - now.ToUnixTimeSeconds()) > skew.TotalSeconds)
            return $"the answer was signed at {DateTimeOffset.FromUnixTimeSeconds(parameters.Created.Value):u}, too far from the time here";

        using var certificate = Field(CertificateField.Name) is { } shown ? CertificateField.Read(shown) : null;
        if (certificate is null)
            return $"the answer does not hold its signer's certificate ({CertificateField.Name})";
        if (servers.Refuses(certificate) is { } refused)
            return refused;
        if (Tls.SenderId.Of(certificate) != parameters.KeyId)
            return "the answer's keyid is not the sender_id of its signer's certificate";
        if (SignatureBase.Of(parameters, new SignedMessage { Status = (int)response.StatusCode, Field = Field }, out var missing) is not { } signed)
            return $"the answer's signature covers {missing}, which the answer does not have";
        if (!SigningKey.Verify(certificate, signed, signature.Signature))
            return "the answer's signature does not fit it";
        return ContentDigest.Read(Field(ContentDigest.Field)) is { } digest && ContentDigest.Fits(digest, body) ? null : "the answer's content-digest does not fit its body";

        string? Field(string name) =>
            response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? SignedMessage.Combined(values) : null;
    }
}
