using System.Collections.Immutable;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>
/// The status a customer is told: own means and the helpers' folded into one (mechanism, sections 1 and 2). Never says active without an acknowledgement.
/// </summary>
internal static class CustomerStatuses
{
    private const int ServerError = 1, ActionNotSupported = 4, Others = 255;

    /// <summary>No status lists more helpers than this, those that do most, so that several fit one message; the totals count all of them.</summary>
    private const int HelpersShown = 100;

    public static MitigationStatusUpdates Of(CustomerView view, string member, string senderId, uint senderAsn, bool extensions, DateTimeOffset now)
    {
        var (mitigation, figures) = (view.Mitigation, view.Figures);
        var until = mitigation.Runs ? now : mitigation.EndedAt;
        var seconds = Math.Max(1, (until - mitigation.AcceptedAt).TotalSeconds);
        var (sum, peaks) = (figures.Sum, figures.Peaks);
        var (status, reason) = Word(view);
        return Discards(view, new()
        {
            AlertId = mitigation.Alert,
            SenderId = senderId,
            SenderAsn = senderAsn,
            Status = status,
            ErrorReason = reason,
            Lifetime = !mitigation.Runs ? null : mitigation.End == DateTimeOffset.MaxValue ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((mitigation.End - now).TotalSeconds))),
            DestinationIps = view.Targets,
            StartTime = mitigation.AcceptedAt,
            EndTime = until,
            RecordTime = now,
            ForwardedTotalPackets = sum.ForwardedPackets,
            ForwardedTotalBits = sum.ForwardedBits,
            ForwardedPeakPps = peaks.ForwardedPps,
            ForwardedPeakBps = peaks.ForwardedBps,
            ForwardedAveragePps = (long)(sum.ForwardedPackets / seconds),
            ForwardedAverageBps = (long)(sum.ForwardedBits / seconds),
            MaliciousTotalPackets = sum.DroppedPackets,
            MaliciousTotalBits = sum.DroppedBits,
            MaliciousPeakPps = peaks.DroppedPps,
            MaliciousPeakBps = peaks.DroppedBps,
            MaliciousAveragePps = (long)(sum.DroppedPackets / seconds),
            MaliciousAverageBps = (long)(sum.DroppedBits / seconds),
            Extension = extensions ? new() { Mitigation = Overview(view, member, now) } : null,
        });
    }

    /// <summary>What the own mitigator discards; while it does not, what the helpers do.</summary>
    private static MitigationStatusUpdates Discards(CustomerView view, MitigationStatusUpdates told) =>
        Filters(view.Own) ? told.Discarding(view.Own!.Terms?.Match) with { DestinationIps = told.DestinationIps }
        : view.Helpers is { Status: MitigationStatus.Ongoing } helpers ? told with
        {
            SourcePorts = helpers.SourcePorts, DestinationPorts = helpers.DestinationPorts, SourceIps = helpers.SourceIps, TcpFlags = helpers.TcpFlags,
        }
        : told;

    private static (MitigationStatus Status, int? Reason) Word(CustomerView view)
    {
        if (!view.Mitigation.Runs)
            return (MitigationStatus.Done, null);
        if (Filters(view.Own) || view.Helpers?.Status == MitigationStatus.Ongoing)
            return (MitigationStatus.Ongoing, null);

        // Somebody who was asked and has not said no may still begin.
        if (view.Mitigation.Asked is not null && view.ThereFailing is null)
            return (MitigationStatus.Pending, null);
        return view switch
        {
            { Own: { Phase: OrderPhase.Ending or OrderPhase.Over, Outcome: OrderOutcome.Declined } declined } => (MitigationStatus.Error, declined.Decline == DeclineCode.Unsupported ? ActionNotSupported : Others),
            { Own: { Phase: OrderPhase.Ending or OrderPhase.Over, Outcome: OrderOutcome.Exhausted } } => (MitigationStatus.Error, Others),
            { OwnFailing: not null } => (MitigationStatus.Error, ServerError),
            _ => (MitigationStatus.Pending, null),
        };
    }

    /// <summary>Whether the own mitigator confirmed it.</summary>
    public static bool Filters(HeldOrder? own) => own?.Reported == EngagementReportState.Active;

    private static MitigationOverview Overview(CustomerView view, string member, DateTimeOffset now)
    {
        var rates = view.Figures.Rates(now);
        var volume = view.Mitigation.Request is { } request ? EscalatedRequest.VolumeOf(request) : 0;
        var helpers = view.Helpers?.Extension?.Mitigation;
        var heardAgo = now - view.HelpersAt;
        return new()
        {
            State = view.Mitigation.Phase.ToString().ToLowerInvariant(),
            Reach = helpers?.Reach,
            Removed = volume > 0 ? Math.Min(1, (double)rates.DroppedBps / volume) : null,
            ResidueBps = volume > 0 ? Math.Max(0, volume - rates.DroppedBps) : null,
            Operators = [.. Own(view, member, now), .. (helpers?.Operators ?? []).OrderByDescending(o => o.DroppedBps).Take(HelpersShown).Select(o => o with { Age = o.Age + heardAgo })],
        };
    }

    private static ImmutableArray<OperatorOverview> Own(CustomerView view, string member, DateTimeOffset now) => view.Own is not { } own
        ? []
        :
        [
            new()
            {
                Name = member,
                State = OrderWords.Of(own.Reported),
                DroppedBps = view.Figures.OwnAt is null ? null : view.Figures.OwnRates(now).DroppedBps,
                Age = now - view.Figures.OwnAt,
            },
        ];
}
