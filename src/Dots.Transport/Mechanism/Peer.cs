using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Mechanism;

/// <summary>Who sent a message, as the transport proved it (mechanism, section 5).</summary>
/// <param name="SenderId">64 lower-case hex digits. A certificate of the consortium's that no member has is a peer too; what it may do is the handler's to say.</param>
/// <param name="Certificate">Verified when the message arrived; null in the modes without client certificates.</param>
/// <param name="Address">Of the connection; an IPv4 address is never written as an IPv6 one.</param>
public sealed record Peer(string SenderId, X509Certificate2? Certificate, IPAddress Address);

/// <summary>A message that passed every check of the transport and the codec (mechanism, section 4).</summary>
/// <param name="Date">The request's Date header, within the clock skew of the time here. By it newer and older copies of a request are told apart.</param>
/// <param name="Body">The bytes as they came; valid only until the handler's answer, since the buffer is used again.</param>
public sealed record Received<T>(Peer Peer, T Message, DateTimeOffset Date, ReadOnlyMemory<byte> Body);
