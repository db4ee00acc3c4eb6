using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>A customer's request as it is asked of an orchestrator: in this operator's name, for as long as the customer has it.</summary>
internal static class EscalatedRequest
{
    public static MitigationRequest Of(CustomerMitigation mitigation, Escalated asked, string senderId, uint senderAsn, DateTimeOffset now)
    {
        var request = mitigation.Request!;
        return request with
        {
            Version = MechanismCodec.Version,
            AlertId = asked.Alert,
            SenderId = senderId,
            SenderAsn = senderAsn,
            // Bounded also when the customer's is not: nothing may stand with helpers for good when this operator is gone.
            Lifetime = mitigation.End - now is var left && left < CustomerRules.LongestThere ? TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(left.TotalSeconds))) : CustomerRules.LongestThere,
            // Whom the orchestrator asks is between it and this operator.
            Extension = new() { Sources = request.Extension?.Sources ?? [], VolumeBps = request.Extension?.VolumeBps },
        };
    }

    /// <summary>Bits/s of the attack as the request says; 0 when it does not.</summary>
    public static long VolumeOf(MitigationRequest request) => request.Extension?.VolumeBps ?? request.CurrentThroughputs?.Bps ?? request.PeakThroughputs?.Bps ?? 0;
}
