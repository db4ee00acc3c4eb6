using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Dots.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Mechanism;

/// <summary>
/// Who sent a request, by its client certificate (mechanism, section 5, mode a). One <see cref="Peer"/> a connection: a connection has one certificate
/// object for its whole life, and the verdict on it is looked up again with every request, so that a revocation reaches open connections.
/// </summary>
internal sealed class CertificateIdentity(PeerCertificates certificates)
{
    private readonly ConditionalWeakTable<X509Certificate2, Peer> _peers = [];

    internal Identified Identify(ConnectionInfo connection)
    {
        var certificate = connection.ClientCertificate;
        var verdict = certificates.Verify(certificate, CertificateUse.Client);
        if (!verdict.Accepted)
            return new(new Peer(verdict.SenderId, null, PeerIdentity.Address(connection)), new MechanismRefusal(401, ErrorReason.Others, verdict.Detail));
        if (!_peers.TryGetValue(certificate!, out var peer))
            peer = _peers.GetOrAdd(certificate!, new Peer(verdict.SenderId, certificate, PeerIdentity.Address(connection)));
        return new(peer, null);
    }
}
