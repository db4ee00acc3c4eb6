using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>The attributes of a mitigation_request (draft, 5.2.1).</summary>
internal static class RequestTables
{
    private const string Draft = "draft 5.2.1";
    private const string Extensions = "mechanism 2";

    public const string Payload = "payload", Hash = "hash", AcceptList = "accept_list", DropList = "drop_list";

    public static readonly Table<PacketHeader> Header = new Table<PacketHeader>(static () => new(), Draft)
        .List("dst_ip", Kinds.TargetCsv, h => h.Targets, mandatory: true)
        .List("dst_ports", Kinds.RangeCsv, h => h.DestinationPorts)
        .List("src_ips", Kinds.PrefixCsv, h => h.Sources)
        .List("src_ports", Kinds.RangeCsv, h => h.SourcePorts)
        .List("protocols", Kinds.ProtocolCsv, h => h.Protocols)
        .List("tcp_flags", Kinds.TcpFlagCsv, h => h.TcpFlags)
        .List("fragment", Kinds.FragmentCsv, h => h.Fragments)
        .List("pkt_len", Kinds.RangeCsv, h => h.PacketLengths)
        .List("icmp_type", Kinds.OctetCsv, h => h.IcmpTypes)
        .List("icmp_code", Kinds.OctetCsv, h => h.IcmpCodes)
        .List("DSCP", Kinds.DscpCsv, h => h.Dscps)
        .List("TTL", Kinds.OctetCsv, h => h.Ttls)
        .Together(RequestChecks.Rows);

    private static readonly Table<Throughputs> Throughputs = new Table<Throughputs>(static () => new(), Draft)
        .May("bps", Kinds.BytesPerSecond, t => t.Bps)
        .May("pps", Kinds.PacketsPerSecond, t => t.Pps);

    private static readonly Table<AttackInfo> Info = new Table<AttackInfo>(static () => new(), Draft)
        .List("attack_types", Kinds.TextCsv, i => i.AttackTypes)
        .May("started", Kinds.EpochSeconds, i => i.Started)
        .May("ongoing", Kinds.YesNo, i => i.Ongoing)
        .May("severity", Vocabularies.Severity, i => i.Severity)
        .May("direction", Vocabularies.Direction, i => i.Direction)
        .May("health", Kinds.Health, i => i.Health);

    private static readonly Table<AttackPayload> PayloadRows = new Table<AttackPayload>(static () => new(), Draft)
        .May("offset", Kinds.Count, p => p.Offset)
        .List("content", Kinds.Base64, p => p.Content)
        .May(Hash, Kinds.Hash, p => p.Hash);

    private static readonly Table<Vendor> Vendor = new Table<Vendor>(static () => new(), Draft)
        .May("name", Kinds.Text, v => v.Name)
        .May("version", Kinds.Text, v => v.Version)
        .May(Payload, Kinds.Object(PayloadRows), v => v.Payload)
        .May(Hash, Kinds.Hash, v => v.PayloadHash)
        .Together(RequestChecks.PayloadIsWhole);

    public static readonly Table<AttackDescription> Attack = new Table<AttackDescription>(static () => new(), Draft)
        .May("info", Kinds.Object(Info), a => a.Info)
        .May("vendor", Kinds.Object(Vendor), a => a.Vendor);

    private static readonly Table<AttackSource> Source = new Table<AttackSource>(static () => new(), Extensions)
        .Must("prefix", Kinds.Prefix, s => s.Prefix)
        .May("bps", Kinds.Count, s => s.Bps)
        .May("pps", Kinds.Count, s => s.Pps)
        .May("packets", Kinds.Count, s => s.Packets);

    public static readonly Table<EngagementOrder> Engagement = new Table<EngagementOrder>(static () => new(), Extensions)
        .Must("id", Kinds.Name, e => e.Id)
        .Must("revision", Kinds.Index, e => e.Revision)
        .Must("not_after", Kinds.EpochSeconds, e => e.NotAfter)
        .May("share", Kinds.Share, e => e.Share)
        .List("sources", Kinds.Objects(Source), e => e.Sources)
        .List(AcceptList, Kinds.Objects(RegistrationTables.Filter), e => e.AcceptList)
        .List(DropList, Kinds.Objects(RegistrationTables.Filter), e => e.DropList)
        .May(RegistrationTables.TunnelInformation, Kinds.TextOrNull, e => e.TunnelInformation)
        .May(RegistrationTables.NextHop, Kinds.TextOrNull, e => e.NextHop);

    private static readonly Table<MitigationRequestExtension> Extension = new Table<MitigationRequestExtension>(static () => new(), Extensions)
        .List("sources", Kinds.Objects(Source), e => e.Sources)
        .May("volume_bps", Kinds.Count, e => e.VolumeBps)
        .May("policy", Vocabularies.Policy, e => e.Policy)
        .List("operators", Kinds.Texts, e => e.Operators)
        .May("plan_only", Kinds.Flag, e => e.PlanOnly)
        .List(AcceptList, Kinds.Objects(RegistrationTables.Filter), e => e.AcceptList)
        .List(DropList, Kinds.Objects(RegistrationTables.Filter), e => e.DropList)
        .May(RegistrationTables.TunnelInformation, Kinds.TextOrNull, e => e.TunnelInformation)
        .May(RegistrationTables.NextHop, Kinds.TextOrNull, e => e.NextHop)
        .May("engagement", Kinds.Object(Engagement), e => e.Engagement);

    public static readonly Table<MitigationRequest> Request = new Table<MitigationRequest>(static () => new(), Draft)
        .Must("version", Kinds.Version, r => r.Version)
        .Must("type", Kinds.Attack, r => r.Type)
        .Must("alert_id", Kinds.Hash, r => r.AlertId)
        .Must("sender_id", Kinds.Hash, r => r.SenderId)
        .Must("sender_asn", Kinds.AsnText, r => r.SenderAsn)
        .Must("mitigation_action", Vocabularies.Action, r => r.Action)
        .May("lifetime", Kinds.Seconds, r => r.Lifetime)
        .May("max_bandwidth", Kinds.GigabytesPerSecond, r => r.MaxBandwidthBps)
        .Must("packet_header", Kinds.Object(Header), r => r.Header)
        .May("current_throughputs", Kinds.Object(Throughputs), r => r.CurrentThroughputs)
        .May("peak_throughputs", Kinds.Object(Throughputs), r => r.PeakThroughputs)
        .May("average_throughputs", Kinds.Object(Throughputs), r => r.AverageThroughputs)
        .May("info", Kinds.Object(Info), r => r.Info)
        .May("vendor", Kinds.Object(Vendor), r => r.Vendor)
        .Extended(Extension, r => r.Extension);
}
