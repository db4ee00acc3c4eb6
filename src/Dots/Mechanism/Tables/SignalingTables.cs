using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>The attributes of the signaling stage but the request's (draft, 5.2.1; mechanism, sections 2 and 7).</summary>
internal static class SignalingTables
{
    private const string Draft = "draft 5.2.1";
    private const string Extensions = "mechanism 2";
    private const string Sightings = "mechanism 7";

    public static readonly Table<MitigationEfficacyUpdates> Efficacy = new Table<MitigationEfficacyUpdates>(static () => new(), Draft)
        .Must("version", Kinds.Version, e => e.Version)
        .Must("alert_id", Kinds.Hash, e => e.AlertId)
        .Must("sender_id", Kinds.Hash, e => e.SenderId)
        .Must("sender_asn", Kinds.AsnText, e => e.SenderAsn)
        .Must("attack_status", Vocabularies.AttackStatus, e => e.AttackStatus)
        .Must("health", Kinds.Health, e => e.Health)
        .Extended();

    private static readonly Table<EngagementReport> Report = new Table<EngagementReport>(static () => new(), Extensions)
        .Must("id", Kinds.Name, e => e.Id)
        .Must("revision", Kinds.Index, e => e.Revision)
        .Must("state", Vocabularies.Engagement, e => e.State)
        .May("decline", Vocabularies.Decline, e => e.Decline)
        .May("rules_free", Kinds.Count, e => e.RulesFree)
        .May("report", Kinds.Count, e => e.Report);

    private static readonly Table<OperatorOverview> Operator = new Table<OperatorOverview>(static () => new(), Extensions)
        .May("name", Kinds.Text, o => o.Name)
        .May("state", Kinds.Text, o => o.State)
        .May("dropped_bps", Kinds.Count, o => o.DroppedBps)
        .May("age_s", Kinds.Seconds, o => o.Age)
        .May("share", Kinds.Share, o => o.Share)
        .May("reason", Kinds.Text, o => o.Reason);

    private static readonly Table<MitigationOverview> Overview = new Table<MitigationOverview>(static () => new(), Extensions)
        .May("state", Kinds.Text, m => m.State)
        .May("reach", Kinds.Share, m => m.Reach)
        .May("unmapped", Kinds.Share, m => m.Unmapped)
        .May("hops_saved", Kinds.Share, m => m.HopsSaved)
        .May("class", Kinds.Text, m => m.Class)
        .May("notes", Kinds.Text, m => m.Notes)
        .May("removed", Kinds.Share, m => m.Removed)
        .May("residue_bps", Kinds.Count, m => m.ResidueBps)
        .List("operators", Kinds.Objects(Operator), m => m.Operators);

    private static readonly Table<MitigationStatusExtension> StatusExtension = new Table<MitigationStatusExtension>(static () => new(), Extensions)
        .May("engagement", Kinds.Object(Report), e => e.Engagement)
        .May("mitigation", Kinds.Object(Overview), e => e.Mitigation);

    public static readonly Table<MitigationStatusUpdates> Status = new Table<MitigationStatusUpdates>(static () => new(), Draft)
        .Must("version", Kinds.Version, s => s.Version)
        .Must("alert_id", Kinds.Hash, s => s.AlertId)
        .Must("sender_id", Kinds.Hash, s => s.SenderId)
        .Must("sender_asn", Kinds.AsnText, s => s.SenderAsn)
        .Must("status", Vocabularies.Status, s => s.Status)
        .May("error_reason", Kinds.ErrorReason, s => s.ErrorReason)
        .May("lifetime", Kinds.Seconds, s => s.Lifetime)
        .List("source_ports", Kinds.RangeCsv, s => s.SourcePorts)
        .List("destination_ports", Kinds.RangeCsv, s => s.DestinationPorts)
        .List("source_ips", Kinds.PrefixCsv, s => s.SourceIps)
        .List("destination_ip", Kinds.PrefixCsv, s => s.DestinationIps)
        .List("TCP_flags", Kinds.TcpFlagCsv, s => s.TcpFlags)
        .May("start_time", Kinds.EpochSeconds, s => s.StartTime)
        .May("end_time", Kinds.EpochSeconds, s => s.EndTime)
        .May("forwarded_total_packets", Kinds.Count, s => s.ForwardedTotalPackets)
        .May("forwarded_total_bits", Kinds.Count, s => s.ForwardedTotalBits)
        .May("forwarded_peak_pps", Kinds.Count, s => s.ForwardedPeakPps)
        .May("forwarded_peak_bps", Kinds.Count, s => s.ForwardedPeakBps)
        .May("forwarded_average_pps", Kinds.Count, s => s.ForwardedAveragePps)
        .May("forwarded_average_bps", Kinds.Count, s => s.ForwardedAverageBps)
        .May("malicious_total_packets", Kinds.Count, s => s.MaliciousTotalPackets)
        .May("malicious_total_bits", Kinds.Count, s => s.MaliciousTotalBits)
        .May("malicious_peak_pps", Kinds.Count, s => s.MaliciousPeakPps)
        .May("malicious_peak_bps", Kinds.Count, s => s.MaliciousPeakBps)
        .May("malicious_average_pps", Kinds.Count, s => s.MaliciousAveragePps)
        .May("malicious_average_bps", Kinds.Count, s => s.MaliciousAverageBps)
        .May("record_time", Kinds.Instant, s => s.RecordTime)
        .Extended(StatusExtension, s => s.Extension);

    private static readonly Table<MitigationTerminationExtension> TerminationExtension = new Table<MitigationTerminationExtension>(static () => new(), Extensions)
        .May("engagement", Kinds.Object(RequestTables.Engagement), e => e.Engagement);

    public static readonly Table<MitigationTerminationRequest> Termination = new Table<MitigationTerminationRequest>(static () => new(), Draft)
        .Must("version", Kinds.Version, t => t.Version)
        .Must("alert_id", Kinds.Hash, t => t.AlertId)
        .Must("sender_id", Kinds.Hash, t => t.SenderId)
        .Must("sender_asn", Kinds.AsnText, t => t.SenderAsn)
        .Extended(TerminationExtension, t => t.Extension);

    public static readonly Table<MitigationTerminationStatusAcknowledgement> Acknowledgement = new Table<MitigationTerminationStatusAcknowledgement>(static () => new(), Draft)
        .Must("version", Kinds.Version, t => t.Version)
        .Must("alert_id", Kinds.Hash, t => t.AlertId)
        .Must("sender_id", Kinds.Hash, t => t.SenderId)
        .Must("sender_asn", Kinds.AsnText, t => t.SenderAsn)
        .Extended();

    private static readonly Table<HeartbeatExtension> HeartbeatExtension = new Table<HeartbeatExtension>(static () => new(), Extensions)
        .May("now", Kinds.EpochMilliseconds, h => h.Now)
        .List("mitigations", Kinds.Objects(Status), h => h.Mitigations);

    public static readonly Table<Heartbeat> Heartbeat = new Table<Heartbeat>(static () => new(), Draft)
        .Must("version", Kinds.Version, h => h.Version)
        .Must("sender_id", Kinds.Hash, h => h.SenderId)
        .Must("sender_asn", Kinds.AsnText, h => h.SenderAsn)
        .Extended(HeartbeatExtension, h => h.Extension);

    public static readonly Table<SightingRequest> SightingRequest = new Table<SightingRequest>(static () => new(), Sightings)
        .Must("version", Kinds.Version, s => s.Version)
        .Must("sender_id", Kinds.Hash, s => s.SenderId)
        .Must("sender_asn", Kinds.AsnText, s => s.SenderAsn)
        .Must("sighting_id", Kinds.Name, s => s.SightingId)
        .List("dst_ip", Kinds.PrefixesCsv, s => s.Destinations, mandatory: true)
        .List("protocols", Kinds.ProtocolCsv, s => s.Protocols)
        .List("src_ports", Kinds.RangeCsv, s => s.SourcePorts)
        .Must("deadline", Kinds.EpochMilliseconds, s => s.Deadline)
        .Extended();

    private static readonly Table<SightingIngress> Ingress = new Table<SightingIngress>(static () => new(), Sightings)
        .Must("neighbour_asn", Kinds.Asn, i => i.NeighbourAsn)
        .Must("bps", Kinds.Count, i => i.Bps);

    public static readonly Table<SightingReport> SightingReport = new Table<SightingReport>(static () => new(), Sightings)
        .Must("version", Kinds.Version, s => s.Version)
        .Must("sender_id", Kinds.Hash, s => s.SenderId)
        .Must("sender_asn", Kinds.AsnText, s => s.SenderAsn)
        .Must("sighting_id", Kinds.Name, s => s.SightingId)
        .Must("seen", Kinds.YesNo, s => s.Seen)
        .May("bps", Kinds.Count, s => s.Bps)
        .May("pps", Kinds.Count, s => s.Pps)
        .List("ingress", Kinds.Objects(Ingress), s => s.Ingress)
        .May("sampled_at", Kinds.EpochMilliseconds, s => s.SampledAt)
        .May("sampling", Kinds.Index, s => s.Sampling)
        .Extended();
}
