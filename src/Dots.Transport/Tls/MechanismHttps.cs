using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Dots.Transport.Tls;

/// <summary>Sets Kestrel up for the mechanism's HTTPS (contracts, "Ports and paths"; mechanism, sections 4 and 5).</summary>
public static class MechanismHttps
{
    private const int HeldPerConnection = 256 * 1024;

    /// <summary>Limits of the whole server. Call it once, whatever the number of listeners.</summary>
    public static KestrelServerOptions ConfigureMechanismHttps(this KestrelServerOptions server, MechanismHttpsLimits limits)
    {
        var rate = new MinDataRate(limits.MinBytesPerSecond, limits.DataRateGrace);
        server.AddServerHeader = false;
        server.AllowSynchronousIO = false;
        server.Limits.MaxRequestBodySize = limits.BodyBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.Headers;
        server.Limits.MaxRequestLineSize = Math.Min(server.Limits.MaxRequestLineSize, limits.HeaderBytes);
        server.Limits.MaxConcurrentConnections = limits.Connections;
        server.Limits.MaxConcurrentUpgradedConnections = 0;
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.KeepAlive;
        server.Limits.MinRequestBodyDataRate = rate;
        server.Limits.MinResponseDataRate = rate;
        // What a connection may make this process hold before anything is known of the peer.
        server.Limits.MaxRequestBufferSize = HeldPerConnection;
        server.Limits.Http2.InitialConnectionWindowSize = HeldPerConnection;
        server.Limits.Http2.InitialStreamWindowSize = HeldPerConnection / 2;
        server.Limits.Http2.MaxStreamsPerConnection = limits.StreamsPerConnection;
        server.Limits.Http2.MaxRequestHeaderFieldSize = Math.Min(server.Limits.Http2.MaxRequestHeaderFieldSize, limits.HeaderBytes);
        return server;
    }

    /// <summary>
    /// TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2 on a listener. Where peers are known by it, a client certificate is requested, not required, and at this layer any is let in: whether it is
    /// accepted is decided per request, so that a refused peer reads an answer that says why instead of a TLS alert.
    /// </summary>
    /// <param name="certificate">The server's certificate with its private key.</param>
    /// <param name="intermediates">Certificates between it and the root, sent along.</param>
    /// <param name="identity">How peers prove who they are here; a client certificate is requested only where it is the way.</param>
    public static ListenOptions ConfigureMechanismHttps(
        this ListenOptions listen, X509Certificate2 certificate, X509Certificate2Collection? intermediates = null, MechanismHttpsLimits? limits = null,
        ListenerIdentity identity = ListenerIdentity.Mutual)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        var feature = new ListenerFeature(identity);
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
        return listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ServerCertificateChain = intermediates;
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.ClientCertificateMode = identity == ListenerIdentity.Mutual ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
            https.CheckCertificateRevocation = false;
            https.HandshakeTimeout = (limits ?? new()).HandshakeTimeout;
            https.OnAuthenticate = (_, tls) => LimitChainBuilding(tls);
        });
    }

    // The TLS layer builds a chain before it asks the callback above. Without this policy a stranger's certificate could make it fetch
    // issuers from URLs of the stranger's choice. Resumption stays on: a peer that reconnects saves most of the handshake.
    private static void LimitChainBuilding(SslServerAuthenticationOptions tls)
    {
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        tls.AllowTlsResume = true;
        tls.AllowRenegotiation = false;
    }
}
