using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>The attributes of the provisioning stage (draft, 5.1.1).</summary>
internal static class RegistrationTables
{
    private const string Draft = "draft 5.1.1";
    private const string Extensions = "mechanism 2";

    // Named again where attributes are checked against each other, and in orders.
    public const string ProtectedZone = "protected_zone", IPv4 = "ipv4_CIDR", IPv6 = "ipv6_address";
    public const string TunnelInformation = "tunnel_information", NextHop = "next_hop";
    public const string WhiteList = "white_list", BlackList = "black_list", SourceIp = "source_ip", DestinationIp = "destination_ip";

    private static readonly Table<ProtectedZone> Zone = new Table<ProtectedZone>(static () => new(), Draft)
        .Must("index", Kinds.Index, z => z.Index)
        .Else("need_alias", Kinds.FlagText, z => z.NeedAlias)
        .May(IPv4, Kinds.ZoneIPv4, z => z.IPv4)
        .May(IPv6, Kinds.ZoneIPv6, z => z.IPv6)
        .May("BGP_route", Kinds.Name, z => z.BgpRoute)
        .May("SIP_URI", Kinds.Name, z => z.SipUri)
        .May("E164_number", Kinds.Name, z => z.E164Number)
        .May("DNS_name", Kinds.Name, z => z.DnsName)
        .OneOfLast(6);

    private static readonly Table<SecurityProfile> Security = new Table<SecurityProfile>(static () => new(), Draft)
        .May("TLS", Kinds.FlagText, p => p.Tls)
        .May("DTLS", Kinds.FlagText, p => p.Dtls)
        .May("CoAP", Kinds.FlagText, p => p.CoAP);

    public static readonly Table<FilterEntry> Filter = new Table<FilterEntry>(static () => new(), Draft)
        .May("name", Kinds.Text, f => f.Name)
        .May(SourceIp, Kinds.Prefix, f => f.SourceIp)
        .May(DestinationIp, Kinds.Prefix, f => f.DestinationIp)
        .List("source_port", Kinds.RangeCsv, f => f.SourcePorts)
        .List("destination_port", Kinds.RangeCsv, f => f.DestinationPorts)
        .List("protocol", Kinds.ProtectedProtocols, f => f.Protocols)
        .List("length", Kinds.RangeCsv, f => f.Lengths)
        .List("TTL", Kinds.OctetCsv, f => f.Ttls)
        .May("DSCP", Kinds.Dscp, f => f.Dscp)
        .May("ip_flags", Kinds.IpFlagBits, f => f.IpFlags)
        .May("tcp_flags", Kinds.TcpFlagBits, f => f.TcpFlags);

    private static readonly Table<OperatorProfile> Operator = new Table<OperatorProfile>(static () => new(), Extensions)
        .May("kind", Vocabularies.Operator, o => o.Kind)
        .List("asns", Kinds.Asns, o => o.Asns)
        .May("link", Vocabularies.Link, o => o.Link)
        .May("rules_max", Kinds.Count, o => o.RulesMax)
        .May("rules_free", Kinds.Count, o => o.RulesFree)
        .May("scrub_bps", Kinds.Count, o => o.ScrubBps)
        .May("port_bps", Kinds.Count, o => o.PortBps)
        .May("countermeasures", Vocabularies.CountermeasureArray, o => o.Countermeasures)
        .May("ip_versions", Vocabularies.IpVersionArray, o => o.IpVersions)
        .May("cost", Kinds.Real, o => o.Cost)
        .May("noc", Kinds.Text, o => o.Noc);

    private static readonly Table<RegistrationExtension> RegistrationExtension = new Table<RegistrationExtension>(static () => new(), Extensions)
        .May("callback_url", Kinds.Https, e => e.CallbackUrl)
        .May("kind", Vocabularies.Registrant, e => e.Kind)
        .May("operator", Kinds.Object(Operator), e => e.Operator)
        .May("health_threshold", Kinds.Health, e => e.HealthThreshold);

    public static readonly Table<Registration> Registration = new Table<Registration>(static () => new(), Draft)
        .Must("customer_name", Kinds.Name, r => r.CustomerName)
        .Must("ip_version", Vocabularies.IpVersionCsv, r => r.IpVersion)
        .List(ProtectedZone, Kinds.Objects(Zone, minimum: 1), r => r.ProtectedZones, mandatory: true)
        .List("protected_port", Kinds.ProtectedPorts, r => r.ProtectedPorts)
        .List("protected_protocol", Kinds.ProtectedProtocols, r => r.ProtectedProtocols)
        .Else("countermeasures", Vocabularies.CountermeasureCsv, r => r.Countermeasures)
        .May(TunnelInformation, Kinds.TextOrNull, r => r.TunnelInformation)
        .May(NextHop, Kinds.TextOrNull, r => r.NextHop)
        .May("security_profile", Kinds.Object(Security), r => r.SecurityProfile)
        .List(WhiteList, Kinds.Objects(Filter), r => r.WhiteList)
        .List(BlackList, Kinds.Objects(Filter), r => r.BlackList)
        .Extended(RegistrationExtension, r => r.Extension)
        .Together(RegistrationChecks.All);

    private static readonly Table<ZoneAlias> Alias = new Table<ZoneAlias>(static () => new(), Draft)
        .Must("index", Kinds.Index, a => a.Index)
        .Must("alias", Kinds.Name, a => a.Alias);

    private static readonly Table<RegistrationResponseExtension> ResponseExtension = new Table<RegistrationResponseExtension>(static () => new(), Extensions)
        .May("member_id", Kinds.Name, e => e.MemberId)
        .May("state", Vocabularies.Registration, e => e.State)
        .List("disputed", Kinds.Indexes, e => e.Disputed);

    public static readonly Table<RegistrationResponse> Response = new Table<RegistrationResponse>(static () => new(), Draft)
        .May("customer_name", Kinds.Name, r => r.CustomerName)
        .May("customer_id", Kinds.Name, r => r.CustomerId)
        .List("alias_of_mitigation_address", Kinds.Objects(Alias), r => r.Aliases)
        .May("security_profile", Kinds.Text, r => r.SecurityProfile)
        .May("access_token", Kinds.TextOrNull, r => r.AccessToken)
        .May("thresholds_bps", Kinds.Count, r => r.ThresholdsBps)
        .May("thresholds_pps", Kinds.Count, r => r.ThresholdsPps)
        .May("duration", Kinds.Seconds, r => r.Duration)
        .List("capable_attack_type", Kinds.TextCsv, r => r.CapableAttackTypes)
        .May("registration_time", Kinds.Instant, r => r.RegistrationTime)
        .May("mitigation_status", Kinds.Text, r => r.MitigationStatus)
        .Extended(ResponseExtension, r => r.Extension);

    public static readonly Table<RegistrationCancelling> Cancelling = new Table<RegistrationCancelling>(static () => new(), Draft)
        .Must("customer_id", Kinds.Name, c => c.CustomerId)
        .May("reasons", Kinds.Prose, c => c.Reasons)
        .Extended();

    public static readonly Table<RegistrationCancellingResponse> CancellingResponse = new Table<RegistrationCancellingResponse>(static () => new(), Draft)
        .May("customer_id", Kinds.Name, c => c.CustomerId)
        .May("result", Kinds.Prose, c => c.Result)
        .Extended();
}
