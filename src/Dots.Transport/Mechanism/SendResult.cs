using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>What became of a message sent to a peer: exactly one of the three nested kinds.</summary>
public abstract record SendResult<T> where T : class
{
    private SendResult() { }

    /// <summary>The peer answered 200 with the message it owed.</summary>
    public sealed record Ok(T Message) : SendResult<T>;

    /// <summary>The peer answered that it will not.</summary>
    /// <param name="Refusal">As the peer said it; ErrorReason null when it gave none. The detail is the peer's text: bounded, without control characters, not to be trusted.</param>
    /// <param name="Permanent">The same message will be refused again, so it is pointless to repeat it (mechanism, section 4: decided by error_reason; the draft's 500 for an invalid attribute is permanent).</param>
    public sealed record Refused(MechanismRefusal Refusal, bool Permanent) : SendResult<T>;

    /// <summary>There was no answer of the protocol.</summary>
    /// <param name="Detail">For the log.</param>
    public sealed record Unreachable(UnreachableKind Kind, string Detail) : SendResult<T>;
}
