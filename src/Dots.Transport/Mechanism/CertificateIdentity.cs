using System.Net;
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

    internal MechanismRefusal? Identify(ConnectionInfo connection, out Peer peer)
    {
        var certificate = connection.ClientCertificate;
        var verdict = certificates.Verify(certificate, CertificateUse.Client);
        if (!verdict.Accepted)
        {
            peer = new Peer(verdict.SenderId, null, Address(connection));
            return new MechanismRefusal(401, ErrorReason.Others, verdict.Detail);
        }
        if (!_peers.TryGetValue(certificate!, out peer!))
            peer = _peers.GetOrAdd(certificate!, new Peer(verdict.SenderId, certificate, Address(connection)));
        return null;
    }

    private static IPAddress Address(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4(),
        { } address => address,
        null => IPAddress.None,
    };
}
