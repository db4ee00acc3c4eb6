using Dots.Mechanism;
using Grains;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>What a grain's refusal is called in the JSON mechanism (mechanism, section 4).</summary>
internal static class Refusals
{
    private const int ServerErrorProvisioning = 2;
    private const int ServerErrorSignaling = 1;
    private const int Conflict = 3;
    private const int NotSupported = 4;
    private const int Others = 255;

    public static MechanismRefusal Of(Refused refused, MessageName message) => refused.Reason switch
    {
        RefusalReason.NotApproved or RefusalReason.OutsideScope or RefusalReason.OutsideContract or RefusalReason.NotAsked or RefusalReason.Stopped => new(403, Others, refused.Detail),
        RefusalReason.ScopeConflict => new(409, Conflict, refused.Detail),
        RefusalReason.ActionNotSupported => new(500, NotSupported, refused.Detail),
        RefusalReason.InvalidValue => Invalid(refused.Detail, message),
        RefusalReason.NotFound => new(404, Others, refused.Detail),
        RefusalReason.NotReady => NotReady(refused.Detail, message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The draft's 500 for a value that is not allowed.</summary>
    public static MechanismRefusal Invalid(string detail, MessageName message) => new(500, message.IsProvisioning() ? 1 : 0, detail);

    public static MechanismRefusal Forbidden(string detail) => new(403, Others, detail);

    public static MechanismRefusal NotReady(string detail, MessageName message) =>
        new(503, message.IsProvisioning() ? ServerErrorProvisioning : ServerErrorSignaling, detail) { RetryAfter = TimeSpan.FromSeconds(1) };
}
