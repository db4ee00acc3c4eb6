using static Conformance.Tests.Tables.Kind;

namespace Conformance.Tests.Tables;

/// <summary>
/// Every attribute of every message, written down from the draft (5.1.1, 5.2.1) and the mechanism (sections 2, 3, 7), and from nothing in the product:
/// where the two differ, one of them is wrong.
/// </summary>
internal static class Messages
{
    private static readonly Row[] Sender = [Must("version", new([], [])), Must("sender_id", Hash), Must("sender_asn", Asn)];
    private static readonly Row[] AboutAlert = [.. Sender, Must("alert_id", Hash)];

    private static readonly Row[] ListEntry =
    [
        May("name", Text), May("source_ip", Prefix.As("\"198.51.100.7\"", "\"198.51.100.0/28\"")), May("destination_ip", Prefix.As()),
        May("source_port", Ports), May("destination_port", Ports),
        May("protocol", Protocols), May("length", Ports), May("TTL", Octets), May("DSCP", DscpNumber), May("ip_flags", IpFlags), May("tcp_flags", TcpFlagBits),
    ];

    private static readonly Row[] Throughputs = [May("bps", Rate), May("pps", Rate)];

    private static readonly Row[] Source = [Must("prefix", Prefix.As("\"198.51.100.7\"", "\"198.51.100.0/25\"")), May("bps", Count), May("pps", Count),
        May("packets", Count)];

    private static readonly Row[] Engagement =
    [
        Must("id", Name.As()), Must("revision", Ordinal.As("1", "\"2\"")), Must("not_after", Epoch.As()), May("share", Share),
        May("sources", List.As("""[{"prefix":"198.51.100.7"}]""")),
        May("accept_list", List.As("""[{"source_ip":"198.51.100.9"}]""")), May("drop_list", List.As("""[{"source_ip":"198.51.100.9","protocol":"17"}]""")),
    ];

    public static readonly Message[] All =
    [
        new("registration", true,
            new("", null,
                Must("customer_name", Name), Must("ip_version", IpVersion), Must("protected_zone", List),
                May("protected_port", Ports.As("\"0\"", "\"80,443\"", "\"1024-65535\"")),
                May("protected_protocol", Protocols.As("\"all\"", "\"tcp\"", "\"tcp,udp\"")),
                May("countermeasures", Words("\"all\"", "\"mitigation\"", "\"mitigation,blackhole,flowspec\"")),
                May("tunnel_information", OrNull), May("next_hop", OrNull),
                May("security_profile", List.As("""{"TLS":"true"}""") with { Wrong = ["\"TLS\"", "1", "[]"] }),
                May("white_list", List.As("[]")), May("black_list", List.As("[]"))),
            new("protected_zone[0]", """{"index":1,"ipv4_CIDR":"198.18.4.0/25"}""", Must("index", Ordinal), May("need_alias", Flag),
                May("ipv4_CIDR", IPv4Zone.As("\"198.18.4.0/24\"", "\"198.18.4.7\""))),
            new("protected_zone[1]", """{"index":2}""",
                May("ipv6_address", IPv6Zone), May("BGP_route", Text), May("SIP_URI", Text), May("E164_number", Text),
                May("DNS_name", Text.As("\"www.example.net\""))),
            new("security_profile", """{"TLS":"true"}""", May("TLS", Flag.As("\"true\"", "true")), May("DTLS", Flag.As("\"false\"", "false")),
                May("CoAP", Flag.As("\"false\"", "false"))),
            new("white_list[0]", """{"source_ip":"198.51.100.0/28"}""", ListEntry),
            new("black_list[0]", """{"source_ip":"198.51.100.128/28","protocol":"17"}""", ListEntry),
            new("extensions.orchestrator", null,
                May("callback_url", Https), May("kind", Words("\"operator\"", "\"customer\"")), May("operator", Nested)),
            new("extensions.orchestrator.operator", "{}",
                May("kind", Words("\"on-path\"", "\"exchange\"", "\"scrubber\"")), May("asns", Array("[64504]", "[]")),
                May("link", Words("\"https\"", "\"signal\"", "\"signal+tcp\"", "\"stream\"", "\"callhome\"")),
                May("rules_max", Count), May("rules_free", Entries), May("scrub_bps", Count), May("port_bps", Count),
                May("countermeasures", Array("""["mitigation","blackhole"]""", """["flowspec"]""")),
                May("ip_versions", Array("""["v4"]""", """["v4","v6"]""")), May("cost", Cost), May("noc", Text))),

        new("registration_cancelling", true, new Level("", null, Must("customer_id", Name.As()), May("reasons", Text))),

        new("mitigation_request", false,
            new Level("", null,
                [
                    .. AboutAlert, Must("type", Attack), Must("mitigation_action", Words("1", "3", "\"1\"", "\"mitigation\"")), Must("packet_header", Nested),
                    May("lifetime", Seconds),
                    May("max_bandwidth", new(["10", "0.5", "\"2.5\""], ["\"wide\"", "-1", "{}"])), May("current_throughputs", Nested.As("{}")),
                    May("peak_throughputs", Nested.As("{}")),
                    May("average_throughputs", Nested.As("{}")), May("info", Nested.As("{}")), May("vendor", Nested.As("{}")),
                ]),
            new("packet_header", null,
                Must("dst_ip", new([], ["\"203.0.113.1/24\"", "\"203.0.113.300\"", "{}", "[]"])), May("dst_ports", Ports),
                May("src_ips", Prefixes.As("\"198.51.100.7\"", "\"198.51.100.0/28\"", "\"\"")),
                May("src_ports", Ports), May("protocols", Protocols), May("tcp_flags", TcpFlags), May("fragment", Fragments),
                May("pkt_len", Ports.As("\"512\"", "\"64-512\"")),
                May("icmp_type", Octets), May("icmp_code", Octets), May("DSCP", Dscp), May("TTL", Octets)),
            new("current_throughputs", "{}", Throughputs),
            new("peak_throughputs", "{}", Throughputs),
            new("average_throughputs", "{}", Throughputs),
            new("info", "{}",
                May("attack_types", Text.As("\"dns_amplification\"", "\"dns_amplification,syn_flood\"")), May("started", Epoch.As()), May("ongoing", YesNo),
                May("severity", Words("1", "2", "3", "\"3\"", "\"high\"")), May("direction", Words("0", "1", "\"in\"", "\"out\"")), May("health", Health)),
            new("vendor", "{}", May("name", Text), May("version", Text), May("payload", Nested.As("{}")), May("hash", Hash)),
            new("vendor.payload", """{"content":"AAEC"}""",
                May("offset", Count), May("content", Base64),
                May("hash", Hash.As("\"ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc\"") with { Wrong = [.. Hash.Wrong, $"\"{new string('a', 64)}\""] }))),

        new("mitigation_efficacy_updates", false,
            new Level("", null, [.. AboutAlert, Must("attack_status", Words("\"0\"", "0", "\"1\"", "1")), Must("health", Health)])),

        new("mitigation_status_updates", false,
            new Level("", null,
                [
                    .. AboutAlert, Must("status", Words("0", "1", "2", "3", "\"1\"", "\"pending\"", "\"ongoing\"", "\"done\"", "\"error\"")),
                    May("error_reason", ErrorReason), May("lifetime", Seconds),
                    May("source_ports", Ports), May("destination_ports", Ports), May("source_ips", Prefixes), May("destination_ip", Prefixes),
                    May("TCP_flags", TcpFlags),
                    May("start_time", Epoch), May("end_time", Epoch),
                    .. from verdict in new[] { "forwarded", "malicious" }
                       from figure in new[] { "total_packets", "total_bits", "peak_pps", "peak_bps", "average_pps", "average_bps" }
                       select May($"{verdict}_{figure}", Count),
                    May("record_time", Instant),
                ])),

        new("mitigation_termination_request", false, new Level("", null, AboutAlert)),
        new("mitigation_termination_status_acknowledgement", false, new Level("", null, AboutAlert)),
        new("heartbeat", false, new("", null, Sender), new("extensions.orchestrator", null, May("now", Milliseconds), May("mitigations", List.As("[]")))),

        new("sighting_request", false,
            new Level("", null,
                [
                    .. Sender, Must("sighting_id", Name), Must("dst_ip", Prefixes.As()), May("protocols", Protocols), May("src_ports", Ports),
                    Must("deadline", Milliseconds.As("4102444800000")),
                ])),
        new("sighting_report", false,
            new Level("", null,
                [
                    .. Sender, Must("sighting_id", Name.As()), Must("seen", YesNo), May("bps", Count), May("pps", Count), May("ingress", List.As("[]")),
                    May("sampled_at", Milliseconds), May("sampling", Count.As("1000")),
                ]),
            new("ingress[0]", """{"neighbour_asn":64510,"bps":1}""", May("neighbour_asn", new(["64510", "\"64510\""], ["\"x\"", "4294967296", "{}"])),
                May("bps", Count))),

        // What only one direction of a message has.
        new(Order, false,
            new("extensions.orchestrator.engagement", null, Engagement), new("extensions.orchestrator.engagement.sources[0]", """{"prefix":"198.51.100.7"}""", Source)),
        new(Ask, false,
            new("extensions.orchestrator", null,
                May("sources", List.As("[]")), May("volume_bps", Count), May("policy", Words("\"near-source\"", "\"broadcast\"")),
                May("operators", Array("""["op2"]""") with { Wrong = ["{}", "[{}]", "\"x\""] }),
                May("plan_only", Flag.As("false"))),
            new("extensions.orchestrator.sources[0]", """{"prefix":"198.51.100.7"}""", Source)),
        new(Report, false,
            new Level("extensions.orchestrator.engagement", null,
                Must("id", Name.As()), Must("revision", Ordinal.As("1")), Must("state", Words("\"accepted\"", "\"active\"")),
                May("decline", Words("\"legal\"", "\"policy\"", "\"capacity\"", "\"unverified\"", "\"unsupported\"")),
                May("rules_free", Entries), May("report", Count.As()))),
        new(ToAsker, false,
            new("extensions.orchestrator.mitigation", "{}",
                May("state", Text), May("reach", Share), May("removed", Share), May("residue_bps", Count), May("operators", List.As("[]"))),
            new("extensions.orchestrator.mitigation.operators[0]", "{}", May("name", Text), May("state", Text), May("dropped_bps", Count),
                May("age_s", Seconds))),
    ];

    /// <summary>mitigation_request from the orchestrator, and from askers; mitigation_status_updates as a report, and to askers.</summary>
    public const string Order = "mitigation_request as order", Ask = "mitigation_request as request", Report = "mitigation_status_updates as report", ToAsker = "mitigation_status_updates to askers";

    public static Message Of(string name) => All.Single(m => m.Name == name);

    /// <summary>Its name on the wire.</summary>
    public static string Wire(string name) => name.Split(' ')[0];

    private static Row Must(string name, Kind kind) => new(name, true, kind);

    private static Row May(string name, Kind kind) => new(name, false, kind);
}
