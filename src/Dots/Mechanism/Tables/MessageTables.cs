using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>The table of every type of body there is.</summary>
internal static class MessageTables
{
    // The draft's number of "invalid or unknown parameters" in provisioning; signaling has no other than "bad request".
    private const int ProvisioningInvalid = 1;
    private const int SignalingInvalid = 0;

    public static readonly IReadOnlyDictionary<Type, (Table Table, int InvalidReason)> All = new Dictionary<Type, (Table, int)>
    {
        [typeof(Registration)] = (RegistrationTables.Registration, ProvisioningInvalid),
        [typeof(RegistrationResponse)] = (RegistrationTables.Response, ProvisioningInvalid),
        [typeof(RegistrationCancelling)] = (RegistrationTables.Cancelling, ProvisioningInvalid),
        [typeof(RegistrationCancellingResponse)] = (RegistrationTables.CancellingResponse, ProvisioningInvalid),
        [typeof(MitigationRequest)] = (RequestTables.Request, SignalingInvalid),
        [typeof(MitigationEfficacyUpdates)] = (SignalingTables.Efficacy, SignalingInvalid),
        [typeof(MitigationStatusUpdates)] = (SignalingTables.Status, SignalingInvalid),
        [typeof(MitigationTerminationRequest)] = (SignalingTables.Termination, SignalingInvalid),
        [typeof(MitigationTerminationStatusAcknowledgement)] = (SignalingTables.Acknowledgement, SignalingInvalid),
        [typeof(Heartbeat)] = (SignalingTables.Heartbeat, SignalingInvalid),
        [typeof(SightingRequest)] = (SignalingTables.SightingRequest, SignalingInvalid),
        [typeof(SightingReport)] = (SignalingTables.SightingReport, SignalingInvalid),

        // No bodies of their own: controllers keep these parts of an order and pass them on as they came.
        [typeof(EngagementOrder)] = (RequestTables.Engagement, SignalingInvalid),
        [typeof(AttackDescription)] = (RequestTables.Attack, SignalingInvalid),
    };

    /// <summary>What an error adds to the request's body.</summary>
    public static readonly Table<ErrorBody> Error = new Table<ErrorBody>(static () => new(), "draft 5.1.2, mechanism 4")
        .May("error_reason", Kinds.ErrorReason, e => e.Reason)
        .May("error_detail", Kinds.Prose, e => e.Detail)
        .May("server_time", Kinds.Instant, e => e.ServerTime)
        .May("skew_s", Kinds.Skew, e => e.SkewSeconds);

    /// <exception cref="KeyNotFoundException">The type is no message.</exception>
    public static Table<T> For<T>() => Of<T>.Table;

    public static int InvalidReason<T>() => Of<T>.Reason;

    private static class Of<T>
    {
        public static readonly Table<T> Table = (Table<T>)All[typeof(T)].Table;

        public static readonly int Reason = All[typeof(T)].InvalidReason;
    }
}
