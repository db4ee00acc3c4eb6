using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Signaling;

/// <summary>What is held, as the status message that answers an order and reports about it (mechanism, section 2).</summary>
internal static class ReportMessage
{
    private const int ServerError = 1, ActionNotSupported = 4, Others = 255;

    /// <summary>The answer to an order or a withdrawal: the stored outcome.</summary>
    public static MitigationStatusUpdates Of(HeldOrder order, int? rulesFree, string senderId, uint senderAsn, DateTimeOffset now) =>
        Of(new OrderReport(order, null, rulesFree, null), null, senderId, senderAsn, now);

    /// <param name="number">Of the report; null in an answer.</param>
    public static MitigationStatusUpdates Of(OrderReport report, long? number, string senderId, uint senderAsn, DateTimeOffset now)
    {
        var order = report.Order;
        var (dropped, forwarded) = (report.Measured?.Dropped, report.Measured?.Forwarded);
        var (status, reason) = Status(report);
        var message = new MitigationStatusUpdates
        {
            AlertId = order.Alert,
            SenderId = senderId,
            SenderAsn = senderAsn,
            Status = status,
            ErrorReason = reason,
            Lifetime = order.Phase is OrderPhase.Waiting or OrderPhase.Accepted or OrderPhase.Active ? Positive(order.NotAfter - now) : null,
            StartTime = report.Measured?.Since,
            EndTime = report.Measured?.At,
            MaliciousTotalPackets = dropped?.Packets,
            MaliciousTotalBits = dropped?.Bits,
            MaliciousPeakPps = dropped?.PeakPps,
            MaliciousPeakBps = dropped?.PeakBps,
            MaliciousAveragePps = dropped?.AveragePps,
            MaliciousAverageBps = dropped?.AverageBps,
            ForwardedTotalPackets = forwarded?.Packets,
            ForwardedTotalBits = forwarded?.Bits,
            ForwardedPeakPps = forwarded?.PeakPps,
            ForwardedPeakBps = forwarded?.PeakBps,
            ForwardedAveragePps = forwarded?.AveragePps,
            ForwardedAverageBps = forwarded?.AverageBps,
            RecordTime = now,
            Extension = new()
            {
                Engagement = new()
                {
                    Id = order.Engagement,
                    Revision = order.Revision,
                    State = order.Reported,
                    Decline = order.Reported == EngagementReportState.Declined ? order.Decline : null,
                    RulesFree = report.RulesFree,
                    Report = number,
                },
            },
        };
        return order.Reported == EngagementReportState.Active ? message.Discarding(order.Terms?.Match) : message;
    }

    private static (MitigationStatus Status, int? Reason) Status(OrderReport report) => report.Order.Reported switch
    {
        EngagementReportState.Declined => (MitigationStatus.Error, report.Order.Decline == DeclineCode.Unsupported ? ActionNotSupported : Others),
        _ when report.Failing is not null => (MitigationStatus.Error, ServerError),
        EngagementReportState.Accepted => (MitigationStatus.Pending, null),
        EngagementReportState.Active => (MitigationStatus.Ongoing, null),
        _ => (MitigationStatus.Done, null),
    };

    // Zero would say indefinite.
    private static TimeSpan Positive(TimeSpan left) => TimeSpan.FromSeconds(Math.Max(1, Math.Floor(left.TotalSeconds)));
}
