using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>Whether a refused message may be sent again as it is (mechanism, section 4).</summary>
internal static class Permanence
{
    internal static bool Of(MessageName name, MechanismRefusal refusal) => refusal.Status switch
    {
        // Nothing was wrong with the message: not now, too many, or the server's own trouble.
        408 or 425 or 429 or 502 or 503 or 504 => false,
        // A stale Date is stamped anew with the next try; it passes once the clocks agree.
        403 when refusal.ServerTime is not null => false,
        // The draft answers 500 both to what can never be accepted and to its own failure; the reason tells them apart.
        >= 500 => refusal.ErrorReason is { } reason && reason != ErrorReason.ServerError(name) && reason != ErrorReason.Others,
        _ => true,
    };
}
