namespace Dots.Mechanism;

/// <summary>Why a message was not accepted, and the answer the peer is owed for it (mechanism, section 4).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ErrorReason">The draft's number (5.1.2 in provisioning, status' error_reason in signaling); null where none is sent.</param>
/// <param name="Detail">Sent as error_detail: names what, where and why. Holds no control characters.</param>
public sealed record MechanismRefusal(int Status, int? ErrorReason, string Detail)
{
    /// <summary>Sent as the header Retry-After.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Sent as server_time (RFC 3339) to a peer whose clock is off.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>Sent as skew_s: by how many seconds the peer's clock is ahead.</summary>
    public double? SkewSeconds { get; init; }
}
