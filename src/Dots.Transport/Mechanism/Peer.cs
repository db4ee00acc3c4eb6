using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Mechanism;

/// <summary>Who sent a message, as the transport proved it (mechanism, section 5).</summary>
/// <param name="SenderId">
/// 64 lower-case hex digits, of the certificate. Empty for a user with a password, whose sender_id depends on its registration and is the handler's to check.
/// A certificate of the consortium's that no member has is a peer too; what it may do is the handler's to say.
/// </param>
/// <param name="Certificate">Verified when the message arrived; null for a user with a password.</param>
/// <param name="Address">Of the connection; an IPv4 address is never written as an IPv6 one.</param>
public sealed record Peer(string SenderId, X509Certificate2? Certificate, IPAddress Address)
{
    /// <summary>How it proved who it is.</summary>
    public PeerProof Proof { get; init; } = PeerProof.Certificate;

    /// <summary>How the listener it came to knows its peers.</summary>
    public ListenerIdentity Listener { get; init; } = ListenerIdentity.Mutual;

    /// <summary>With <see cref="PeerProof.Password"/>: the user.</summary>
    public string? User { get; init; }

    /// <summary>For logs and refusals: its key, or its user name.</summary>
    public string Name => User is null ? SenderId : $"user {User}";
}

/// <summary>How a peer proved who it is.</summary>
public enum PeerProof
{
    /// <summary>By the certificate of its TLS connection.</summary>
    Certificate,

    /// <summary>By signing the message with its certificate's key.</summary>
    Signature,

    /// <summary>By user and password.</summary>
    Password,
}

/// <summary>A message that passed every check of the transport and the codec (mechanism, section 4).</summary>
/// <param name="Date">
/// The request's Date header, of a signed one the time of its signature, within the clock skew of the time here. By it newer and older copies of a request are told apart.
/// </param>
/// <param name="Body">The bytes as they came; valid only until the handler's answer, since the buffer is used again.</param>
public sealed record Received<T>(Peer Peer, T Message, DateTimeOffset Date, ReadOnlyMemory<byte> Body);
