using Dots.Mechanism;
using Grains.Operators;

namespace Links.Mechanism;

/// <summary>What controllers are told beside their orders, as messages of the JSON mechanism (mechanism, section 1).</summary>
internal static class NoticeMessages
{
    public static MitigationEfficacyUpdates Efficacy(OperatorNotice notice, string senderId) => new()
    {
        AlertId = notice.Alert, SenderId = senderId, Health = notice.Health, AttackStatus = notice.AttackOver ? AttackStatus.Terminated : AttackStatus.InProcess,
    };

    public static MitigationTerminationStatusAcknowledgement Acknowledgement(OperatorNotice notice, string senderId) => new()
    {
        AlertId = notice.Alert, SenderId = senderId,
    };
}
