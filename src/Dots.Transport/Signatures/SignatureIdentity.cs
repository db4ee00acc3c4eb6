using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dots.Transport.Signatures;

/// <summary>
/// Who sent a request, by its signature (mechanism, section 5, modes b and c). The signer sends its certificate along; it must be the consortium's, as in TLS,
/// and its key the one that keyid names.
/// </summary>
/// <param name="own">This server's certificate: a request meant for another host is not taken, since whoever it was sent to could pass it on.</param>
internal sealed class SignatureIdentity(X509Certificate2 own, PeerCertificates certificates, TimeProvider time)
{
    private const int RememberedAtMost = 4096;
    private const int HostsAtMost = 64;

    /// <summary>What a request's signature must cover.</summary>
    internal static readonly string[] Covered = ["@method", "@target-uri", ContentDigest.Field, "date"];

    private readonly ConcurrentDictionary<string, X509Certificate2> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _hosts = new(StringComparer.OrdinalIgnoreCase);

    internal Identified Identify(HttpContext context, ListenerIdentity listener)
    {
        var request = context.Request;
        string? Field(string name) => request.Headers.TryGetValue(name, out var values) ? SignedMessage.Combined(values) : null;

        if (MessageSignature.Read(Field(MessageSignature.InputField), Field(MessageSignature.SignatureField), out var fault) is not { } signature)
            return Refused(fault);
        if (signature.LacksOneOf(Covered) is { } uncovered)
            return Refused($"the signature does not cover {uncovered}");
        if (SignatureRules.Check(signature.Parameters, time.GetUtcNow()) is { } invalid)
            return Refused(invalid);
        if (signature.Parameters.Nonce is not { Length: >= SignatureRules.LeastNonce and <= SignatureRules.MostNonce } nonce)
            return Refused($"the signature's nonce is missing or has not {SignatureRules.LeastNonce} to {SignatureRules.MostNonce} characters");
        if (!IsHere(request.Host.Host))
            return Refused($"the message was signed for {request.Host.Host}, which is not a name of this server");
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return Refused("the request target must be a path");
        if (Field(CertificateField.Name) is not { } shown)
            return Refused($"the signer's certificate ({CertificateField.Name}) is missing");

        var known = _accepted.TryGetValue(shown, out var certificate);
        certificate ??= CertificateField.Read(shown);
        if (certificate is null)
            return Refused($"{CertificateField.Name} holds no certificate");
        var verdict = certificates.Verify(certificate, CertificateUse.Client);
        if (!verdict.Accepted)
            return Refused(verdict.Detail, verdict.SenderId);
        if (verdict.SenderId != signature.Parameters.KeyId)
            return Refused($"the signature's keyid is not the sender_id of the certificate that was sent ({verdict.SenderId})", verdict.SenderId);

        var message = new SignedMessage { Method = request.Method, TargetUri = SignedMessage.TargetOf(request.Host.Host, request.Host.Port, target), Field = Field };
        if (SignatureBase.Of(signature.Parameters, message, out var missing) is not { } signed)
            return Refused($"the signature covers {missing}, which the message does not have", verdict.SenderId);
        if (!SigningKey.Verify(certificate, signed, signature.Signature))
            return Refused($"the signature does not fit the message and the certificate's key ({SigningKey.Algorithm})", verdict.SenderId);
        if (ContentDigest.Read(Field(ContentDigest.Field)) is not { } digest)
            return Refused($"{ContentDigest.Field} has no sha-256", verdict.SenderId);

        if (!known)
            Remember(shown, certificate);
        var peer = new Peer(verdict.SenderId, certificate, PeerIdentity.Address(context.Connection)) { Proof = PeerProof.Signature, Listener = listener };
        return new(peer, null, new RequestSignature($"{verdict.SenderId} {nonce}", DateTimeOffset.FromUnixTimeSeconds(signature.Parameters.Created!.Value), digest));

        Identified Refused(string detail, string senderId = "") => PeerIdentity.Refused(context, detail, listener, senderId);
    }

    // Strangers' hosts are not remembered: there may be any number of them.
    private bool IsHere(string host)
    {
        host = host.Trim('[', ']');
        if (_hosts.ContainsKey(host))
            return true;
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown || !own.MatchesHostname(host, allowWildcards: false, allowCommonName: false))
            return false;
        if (_hosts.Count < HostsAtMost)
            _hosts[host] = true;
        return true;
    }

    // The same object with each message, so that the verdict on it is known. Only who proved to hold the key gets in here.
    private void Remember(string shown, X509Certificate2 certificate)
    {
        if (_accepted.Count >= RememberedAtMost)
            _accepted.Clear();
        _accepted.TryAdd(shown, certificate);
    }
}
