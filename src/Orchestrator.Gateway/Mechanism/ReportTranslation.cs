using Dots.Mechanism;
using Grains.Mitigations;
using Grains.Operators;
using Links.Mechanism;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>From a controller's mitigation_status_updates to a report about its engagement (mechanism, section 2).</summary>
internal static class ReportTranslation
{
    public static Grains.Mitigations.EngagementReport Translate(MitigationStatusUpdates message, Dots.Mechanism.EngagementReport engagement) => new(
        new OrderAnswer(engagement.Id, engagement.Revision, OrderAnswers.State(engagement.State), OrderAnswers.Decline(engagement.Decline), OrderAnswers.Entries(engagement.RulesFree)),
        engagement.Report ?? 0,
        new Figures
        {
            DroppedPackets = message.MaliciousTotalPackets ?? Figures.NotSaid,
            DroppedBits = message.MaliciousTotalBits ?? Figures.NotSaid,
            DroppedPps = message.MaliciousAveragePps ?? 0,
            DroppedBps = message.MaliciousAverageBps ?? 0,
            ForwardedPackets = message.ForwardedTotalPackets ?? Figures.NotSaid,
            ForwardedBits = message.ForwardedTotalBits ?? Figures.NotSaid,
            ForwardedPps = message.ForwardedAveragePps ?? 0,
            ForwardedBps = message.ForwardedAverageBps ?? 0,
        });
}
