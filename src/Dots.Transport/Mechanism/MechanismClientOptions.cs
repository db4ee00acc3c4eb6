using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;

namespace Dots.Transport.Mechanism;

/// <summary>How one peer is called.</summary>
public sealed record MechanismClientOptions
{
    /// <summary>The peer's base URL, checked with <see cref="PeerUrl"/>; messages go to {Url}dots/api/NAME.</summary>
    public required Uri Url { get; init; }

    /// <summary>This side's certificate with its private key, shown to servers that ask for one; null only with <see cref="Login"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What is signed, with the key of <see cref="Certificate"/>, which must then be ECDSA on P-256 (mechanism, section 5, modes b and c).</summary>
    public SignedMessages Signed { get; init; }

    /// <summary>User and password of this side (mechanism, section 5, mode b); null for none.</summary>
    public BasicCredentials? Login { get; init; }

    /// <summary>How far the time of a signed answer may be from the time here.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Certificates between it and the root, sent along.</summary>
    public X509Certificate2Collection? Intermediates { get; init; }

    /// <summary>Whose servers are accepted: the consortium's authority and CRL.</summary>
    public required PeerCertificates Certificates { get; init; }

    /// <summary>Whether a server is talked to whose certificate is good but for being revoked: to tell it to stop something, and for nothing else.</summary>
    public bool AcceptRevoked { get; init; }

    /// <summary>Whether an accepted certificate is this peer's; by default it must name the host.</summary>
    public ServerNameCheck ServerName { get; init; } = ServerNames.Host;

    /// <summary>Development only: loopback and private addresses are called too.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>From the call to the last byte of the answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Bytes of an answer.</summary>
    public int AnswerBytes { get; init; } = 64 * 1024;

    /// <summary>Shared with whoever else decides whether to call this peer; null for none.</summary>
    public CircuitBreaker? Circuit { get; init; }

    /// <summary>Names to addresses.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;
}

/// <summary>Which messages of a link are signed.</summary>
public enum SignedMessages
{
    None,

    /// <summary>Those of this side.</summary>
    Requests,

    /// <summary>Also the answers of the peer: one that is not signed by it is no answer.</summary>
    RequestsAndAnswers,
}
