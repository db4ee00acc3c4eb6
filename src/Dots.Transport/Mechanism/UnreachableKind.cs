namespace Dots.Transport.Mechanism;

/// <summary>Why a message got no answer of the protocol. All of these may pass; whether to try again is the caller's decision.</summary>
public enum UnreachableKind
{
    /// <summary>The host name has no address.</summary>
    Name,
    /// <summary>The host name leads to an address that peers must not have.</summary>
    ForbiddenAddress,
    /// <summary>No TCP connection: refused, no route, or no reply in time.</summary>
    Connect,
    /// <summary>The TLS handshake failed for a reason other than the certificate.</summary>
    Tls,
    /// <summary>The server's certificate is not accepted or names somebody else.</summary>
    Certificate,
    /// <summary>No complete answer before the deadline. The peer may have acted on the message.</summary>
    Timeout,
    /// <summary>The connection ended before a complete answer. The peer may have acted on the message.</summary>
    Closed,
    /// <summary>The answer is not HTTP, or not the message it should be. The peer may have acted on the message.</summary>
    Garbage,
    /// <summary>The answer is not signed, or not as it should be (mechanism, section 5, mode c). The peer may have acted on the message.</summary>
    Signature,
    /// <summary>The answer is of another content type than application/json.</summary>
    ContentType,
    /// <summary>The answer is longer than an answer may be.</summary>
    TooLarge,
    /// <summary>The peer points elsewhere; that is never followed.</summary>
    Redirect,
    /// <summary>A 5xx without the attributes by which the protocol tells why, as proxies send.</summary>
    ServerError,
    /// <summary>Nothing was sent: the peer failed several times in a row and its pause is not over.</summary>
    CircuitOpen,
}

/// <summary>Carries the kind out of the connection layers, which can only throw.</summary>
internal sealed class PeerUnreachableException(UnreachableKind kind, string detail, Exception? inner = null) : IOException(detail, inner)
{
    internal UnreachableKind Kind { get; } = kind;
}
