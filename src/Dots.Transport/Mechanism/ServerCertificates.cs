using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;

namespace Dots.Transport.Mechanism;

/// <summary>
/// Checks the certificate a server shows at the handshake, and again before each message what it showed then: a connection stays warm for hours,
/// and an order must not go to a peer whose certificate was revoked in the meantime.
/// </summary>
internal sealed class ServerCertificates(PeerCertificates peers, ServerNameCheck name, string host, bool acceptRevoked)
{
    private const int RememberedAtMost = 16;
    private readonly ConcurrentDictionary<string, X509Certificate2> _shown = new(StringComparer.Ordinal);

    /// <exception cref="PeerUnreachableException">The certificate is not accepted; says why.</exception>
    internal bool AcceptAtHandshake(X509Certificate? shown)
    {
        if (shown is not X509Certificate2 certificate)
            throw new PeerUnreachableException(UnreachableKind.Certificate, "the server showed no certificate");
        if (Refuses(certificate) is { } refused)
            throw new PeerUnreachableException(UnreachableKind.Certificate, refused);
        if (_shown.Count >= RememberedAtMost)
            _shown.Clear();
        _shown.GetOrAdd(certificate.Thumbprint, static (_, c) => X509CertificateLoader.LoadCertificate(c.RawDataMemory.Span), certificate);
        return true;
    }

    /// <summary>Why one of the certificates seen so far is no longer accepted, or null.</summary>
    internal CertificateVerdict? NoLongerAccepted()
    {
        foreach (var (_, certificate) in _shown)
            if (peers.Verify(certificate, CertificateUse.Server) is var verdict && !Accepts(verdict))
                return verdict;
        return null;
    }

    /// <summary>Why a certificate is not the peer's that was called, or null when it is.</summary>
    internal string? Refuses(X509Certificate2 certificate)
    {
        var verdict = peers.Verify(certificate, CertificateUse.Server);
        if (!Accepts(verdict))
            return $"the server's {verdict.Detail}";
        return name(certificate, host) ? null : $"the server's certificate is of {certificate.GetNameInfo(X509NameType.SimpleName, false)}, not of the peer that was called at {host}";
    }

    // Revocation is checked last: everything else about such a certificate is good.
    private bool Accepts(CertificateVerdict verdict) => verdict.Accepted || (acceptRevoked && verdict.Fault == CertificateFault.Revoked);
}
