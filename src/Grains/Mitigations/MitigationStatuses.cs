using System.Collections.Immutable;

namespace Grains.Mitigations;

/// <summary>Makes the federated status from the committed state and the figures in memory.</summary>
internal static class MitigationStatuses
{
    public static MitigationStatus Of(Mitigation mitigation, FigureBook figures, long version, DateTimeOffset now)
    {
        var volume = mitigation.Request?.VolumeBps;
        var dropped = figures.Sum.DroppedBps;
        return new MitigationStatus
        {
            Key = mitigation.Key,
            Version = version,
            Phase = mitigation.Phase,
            EndReason = mitigation.EndReason,
            At = now,
            AcceptedAt = mitigation.AcceptedAt,
            End = mitigation.End,
            EndedAt = mitigation.EndedAt,
            Reach = mitigation.Plan?.Reach,
            Unmapped = mitigation.Plan?.Reach is null ? null : mitigation.Plan.Unmapped,
            Removed = volume > 0 ? Math.Min(1, dropped / volume.Value) : null,
            ResidueBps = volume is { } offered ? Math.Max(0, offered - dropped) : null,
            Totals = figures.Sum,
            Peaks = figures.Peaks,
            Targets = [.. mitigation.Request?.Match.Destinations ?? []],
            Discarded = DiscardedTraffic.Of(mitigation),
            Operators = [.. mitigation.Engagements.Values.Select(e => Of(e, figures))],
        };
    }

    private static EngagementStatus Of(Engagement engagement, FigureBook figures)
    {
        var (own, at) = figures.Of(engagement.Operator);
        return new EngagementStatus
        {
            Operator = engagement.Operator, State = engagement.State, Decline = engagement.Decline, Share = engagement.ExpectedShare, Figures = own, ReportedAt = at,
        };
    }
}
