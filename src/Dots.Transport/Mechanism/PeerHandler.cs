using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Mechanism;

/// <summary>The HTTP stack under a client: TLS, and none of what a browser would do on its own (redirects, proxies, cookies, decompression).</summary>
internal static class PeerHandler
{
    internal static SocketsHttpHandler Make(MechanismClientOptions options, SslStreamCertificateContext? own, ServerCertificates servers)
    {
        var connector = new PeerConnector(options.AllowPrivateAddresses, options.Resolve);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            // A trace id of ours is nobody else's business.
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            // A heartbeat every 30 s keeps it warm; the peer may be asked to heartbeat every 300 s only.
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            // A peer that moved to another address is found again.
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            // HTTP/2 pings notice a dead path while nothing is being sent.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            MaxConnectionsPerServer = 8,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = (context, cancellation) => connector.Connect(context.DnsEndPoint, cancellation),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateContext = own,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => servers.AcceptAtHandshake(certificate),
                // The callback above decides; the chain the TLS layer builds before it must not fetch anything.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
        };
    }
}
