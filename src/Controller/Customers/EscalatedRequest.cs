using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>A customer's request as it is asked of an orchestrator: in this operator's name, for as long as the customer has it.</summary>
internal static class EscalatedRequest
{
    /// <param name="registration">The customer's; what its lists and its returning path say of these targets goes along. Null: none.</param>
    /// <param name="known">Address space that the orchestrator knows as this operator's: it refuses a request whose clean traffic would return elsewhere.</param>
    public static MitigationRequest Of(
        CustomerMitigation mitigation, Escalated asked, Registration? registration, ImmutableArray<Prefix> known, string senderId, uint senderAsn, DateTimeOffset now)
    {
        ImmutableArray<Prefix> targets = [.. CustomerMatch.Of(mitigation.Request!).Destinations.Distinct()];
        var returns = registration is not null && ReturningPath.Read(registration).EndPoints.All(p => known.Any(z => z.Contains(p.Address)) && !targets.Any(t => t.Contains(p.Address)));
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
            Extension = new()
            {
                Sources = request.Extension?.Sources ?? [], VolumeBps = request.Extension?.VolumeBps,
                AcceptList = About(targets, registration?.WhiteList), DropList = About(targets, registration?.BlackList),
                TunnelInformation = returns ? registration!.TunnelInformation : null, NextHop = returns ? registration!.NextHop : null,
            },
        };
    }

    /// <summary>As they were registered: cut down to the targets, two entries of which one is the exception could become equals.</summary>
    private static ImmutableArray<FilterEntry> About(ImmutableArray<Prefix> targets, ImmutableArray<FilterEntry>? list) => [.. (list ?? []).Where(e => e.For(targets).Any())];

    /// <summary>Bits/s of the attack as the request says; 0 when it does not.</summary>
    public static long VolumeOf(MitigationRequest request) => request.Extension?.VolumeBps ?? request.CurrentThroughputs?.Bps ?? request.PeakThroughputs?.Bps ?? 0;
}
