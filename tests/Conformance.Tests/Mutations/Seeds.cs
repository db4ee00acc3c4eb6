using System.Text;
using System.Text.Json;

namespace Conformance.Tests.Mutations;

/// <summary>A body that is accepted as it stands.</summary>
/// <param name="Endpoint">Path without its first slash.</param>
/// <param name="Weight">How often it is chosen.</param>
/// <param name="Status">What it is answered.</param>
internal sealed record Seed(string Endpoint, string Text, int Weight = 2, int Status = 200)
{
    /// <summary>Stands for the alert_id of the sender's present mitigation.</summary>
    public const string Alert = "e00000000000000000000000000000000000000000000000000000000000a1e7";

    /// <summary>Stands for a number that grows with each message: the revision of an order, the number of a report.</summary>
    public const string Growing = "7777777";

    public byte[] Body { get; } = Encoding.UTF8.GetBytes(Text);
}

/// <summary>Valid bodies of every message and command, with every attribute there is.</summary>
internal static class Seeds
{
    private const string Api = "dots/api/";

    /// <summary>Members of all objects of these bodies.</summary>
    public static HashSet<string> NamesOf(IEnumerable<Seed> seeds)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var seed in seeds)
        {
            using var body = JsonDocument.Parse(seed.Body);
            Collect(body.RootElement);
        }

        return names;

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (var member in element.EnumerateObject())
                {
                    names.Add(member.Name);
                    Collect(member.Value);
                }
            else if (element.ValueKind == JsonValueKind.Array)
                foreach (var item in element.EnumerateArray())
                    Collect(item);
        }
    }

    /// <summary>All that a member says who asks for help.</summary>
    /// <param name="at">Its address space.</param>
    /// <param name="customerId">What it cancels.</param>
    /// <param name="callback">Where it wants its status; null: nowhere.</param>
    /// <param name="report">What a sighting report is answered that nobody asked for.</param>
    /// <param name="aliases">Words that stand for targets of its own.</param>
    public static IReadOnlyList<Seed> Asker(Identity sender, Space at, string customerId, string? callback, int report, params string[] aliases)
    {
        var seeds = new List<Seed>
        {
            new(Api + "registration", $$"""{"customer_name":"{{sender.Name}}","ip_version":"v4","protected_zone":[{"index":1,"ipv4_CIDR":"{{at.Zone}}"}]}"""),
            new(Api + "registration", Registration(sender.Name, at, callback), 3),
            new(Api + "mitigation_request", FullRequest(sender, at), 6),
            new(Api + "mitigation_request", Request(sender, $$"""{"dst_ip":"{{at.Address}}","protocols":"17","src_ports":"161"}""", "1"), 4),
            new(Api + "mitigation_request", Request(sender, $$"""{"dst_ip":"{{at.Address6}},{{at.Address6}}","dst_ports":"80,443","src_ips":"2001:db8:ffff::1,2001:db8:ffff::/64","protocols":"6","tcp_flags":"SYN,NULL","TTL":"1,255"}""", "3"), 3),
            new(Api + "mitigation_efficacy_updates", $$"""{"version":"1.0.0","alert_id":"{{Seed.Alert}}","sender_id":"{{sender.Id}}","sender_asn":"{{sender.Asn}}","attack_status":"0","health":40,"extensions":{} }""", 3),
            new(Api + "heartbeat", Heartbeat(sender), 3),
            new(Api + "sighting_request", $$"""{"version":"1.0.0","sender_id":"{{sender.Id}}","sender_asn":"{{sender.Asn}}","sighting_id":"s1","dst_ip":"{{at.Address}}","protocols":"17","src_ports":"53","deadline":1764177000000}""", 1, 404),
            new(Api + "sighting_report", $$"""{"version":"1.0.0","sender_id":"{{sender.Id}}","sender_asn":"{{sender.Asn}}","sighting_id":"s1","seen":1,"bps":1000,"pps":10,"ingress":[{"neighbour_asn":64999,"bps":1000}],"sampled_at":1764177000000,"sampling":100}""", 1, report),
            new(Api + "mitigation_termination_request", Bare(sender, ""), 2),
            new(Api + "mitigation_termination_status_acknowledgement", Bare(sender, ",\"extensions\":{\"other\":{\"a\":[1,2]}}"), 2),
            new(Api + "registration_cancelling", $$"""{"customer_id":"{{customerId}}","reasons":"moved away"}""", 2),
        };
        seeds.InsertRange(2, aliases.Select(a => new Seed(Api + "mitigation_request", Request(sender, $$"""{"dst_ip":"{{a}}","protocols":"17","src_ports":"123"}""", "1"))));
        return seeds;
    }

    /// <summary>All that somebody may say whom nobody approved yet.</summary>
    public static IReadOnlyList<Seed> Newcomer(Identity sender, Space at, string callback) =>
    [
        new(Api + "registration", $$$"""
            {"customer_name":"{{{sender.Name}}}","ip_version":"v4","protected_zone":[{"index":1,"need_alias":"true","ipv4_CIDR":"{{{at.Zone}}}"}],"extensions":{"orchestrator":{"version":1,"callback_url":"{{{callback}}}","kind":"operator",
            "operator":{"kind":"exchange","asns":[65500],"link":"https","rules_max":1000,"rules_free":900,"scrub_bps":1000000000,"port_bps":100000000000,"countermeasures":["mitigation","flowspec"],"ip_versions":["v4","v6"],"cost":1.5,"noc":"+1 555 0100"} } } }
            """, 4),
        new(Api + "heartbeat", Heartbeat(sender), 1),
    ];

    /// <summary>What an engaged operator says.</summary>
    public static IReadOnlyList<Seed> Reporter(Identity sender, string alert, string engagement) =>
    [
        new(Api + "mitigation_status_updates", $$$"""
            {"version":"1.0.0","alert_id":"{{{alert}}}","sender_id":"{{{sender.Id}}}","sender_asn":"{{{sender.Asn}}}","status":1,"error_reason":0,"lifetime":3600,"source_ports":"161","destination_ports":"80","source_ips":"203.0.113.7",
            "destination_ip":"192.0.2.1","TCP_flags":"SYN","start_time":1764177000,"end_time":1764180600,"forwarded_total_packets":10,"forwarded_total_bits":1000,"forwarded_peak_pps":1,"forwarded_peak_bps":1,"forwarded_average_pps":1,
            "forwarded_average_bps":1,"malicious_total_packets":5,"malicious_total_bits":5000,"malicious_peak_pps":2,"malicious_peak_bps":2,"malicious_average_pps":3,"malicious_average_bps":3,"record_time":"2026-11-26T12:00:00Z",
            "extensions":{"orchestrator":{"version":1,"engagement":{"id":"{{{engagement}}}","revision":1,"state":"active","rules_free":10,"report":{{{Seed.Growing}}} } } } }
            """, 6),
        new(Api + "mitigation_status_updates", $$$"""{"version":"1.0.0","alert_id":"{{{alert}}}","sender_id":"{{{sender.Id}}}","sender_asn":"{{{sender.Asn}}}","status":"ongoing","extensions":{"orchestrator":{"version":1,"engagement":{"id":"{{{engagement}}}","revision":1,"state":"active","report":{{{Seed.Growing}}} } } } }""", 3),
        new(Api + "heartbeat", Heartbeat(sender), 1),
    ];

    /// <summary>What an orchestrator says to a controller.</summary>
    /// <param name="controller">The controller's member.</param>
    public static IReadOnlyList<Seed> Orchestrator(Identity sender, Space at, string controller, DateTimeOffset end)
    {
        var engagement = $$"""{"id":"asker0:{{Seed.Alert}}/{{controller}}","revision":{{Seed.Growing}},"not_after":{{end.ToUnixTimeSeconds()}}""";
        return
        [
            new(Api + "mitigation_request", Request(sender, $$"""{"dst_ip":"{{at.Address}}","src_ips":"203.0.113.7,203.0.113.8","src_ports":"161","protocols":"17"}""", "1", $$"""
                {"version":1,"engagement":{{engagement}},"share":0.5,"sources":[{"prefix":"203.0.113.7/32","bps":1000}],"accept_list":[{"name":"partner","source_ip":"203.0.113.0/28","destination_ip":"{{at.Address}}"}],
                "drop_list":[{"name":"bad","source_ip":"203.0.113.64/28","destination_ip":"{{at.Address}}","source_port":"53","destination_port":"1-1024","protocol":"udp","length":"64-1500","TTL":"64","DSCP":0,"ip_flags":0}],"tunnel_information":"GRE 198.51.100.1","next_hop":"198.51.100.2"} }
                """), 6),
            new(Api + "mitigation_request", Request(sender, $$"""{"dst_ip":"{{at.Address6}}"}""", "3", $$"""{"version":1,"engagement":{{engagement}} } }"""), 4),
            new(Api + "mitigation_efficacy_updates", $$"""{"version":"1.0.0","alert_id":"{{Seed.Alert}}","sender_id":"{{sender.Id}}","sender_asn":"0","attack_status":"in-process","health":"40"}""", 3),
            new(Api + "mitigation_status_updates", $$$"""
                {"version":"1.0.0","alert_id":"{{{Seed.Alert}}}","sender_id":"{{{sender.Id}}}","sender_asn":"0","status":1,"extensions":{"orchestrator":{"version":1,
                "mitigation":{"state":"active","reach":0.9,"removed":0.5,"residue_bps":1000,"operators":[{"name":"op2","state":"active","dropped_bps":1000,"age_s":1}]} } } }
                """, 3),
            new(Api + "heartbeat", $$$"""
                {"version":"1.0.0","sender_id":"{{{sender.Id}}}","sender_asn":"0","extensions":{"orchestrator":{"version":1,"now":1764177000000,"mitigations":[{"version":"1.0.0","alert_id":"{{{Seed.Alert}}}","sender_id":"{{{sender.Id}}}","sender_asn":"0","status":2}]} } }
                """, 3),
            new(Api + "mitigation_termination_request", Bare(sender, $$$""","extensions":{"orchestrator":{"version":1,"engagement":{{{engagement}}} } } }"""), 3),
            new(Api + "mitigation_termination_status_acknowledgement", Bare(sender, ""), 2),
            new(Api + "sighting_request", $$"""{"version":"1.0.0","sender_id":"{{sender.Id}}","sender_asn":"0","sighting_id":"s1","dst_ip":"{{at.Address}}","deadline":1764177000000}""", 1, 404),
        ];
    }

    /// <summary>What administrators say. In this order each is accepted.</summary>
    public static IReadOnlyList<Seed> Administrator(string key) =>
    [
        new("admin/approve", """{"member":"op2","evidence":"contract 18 of 2026","asns":[64502],"zones":["198.51.100.0/24"],"why":"renewed"}"""),
        new("admin/suspend", """{"member":"op3","why":"unpaid"}"""),
        new("admin/approve", """{"member":"op3","why":"paid"}"""),
        new("admin/stop", """{"scope":"asker","subject":"op1","why":"asks for the wrong prefix"}"""),
        new("admin/stop", """{"scope":"mitigation","subject":"op1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","why":"harms more than it helps"}"""),
        new("admin/stop", """{"scope":"all","why":"fire drill"}"""),
        new("admin/resume", """{"scope":"all","why":"over"}"""),
        new("admin/resume", """{"scope":"asker","subject":"op1","why":"sorted out"}"""),
        new("admin/stops", "{}", 1),
        new("admin/decide", """{"member":"op2","zone":"203.0.113.128/25","granted":true,"why":"both announce it"}"""),
        new("admin/token", """{"member":"op9","why":"joins","lifetime":3600,"kind":"operator"}""", 1),
        new("admin/remove_key", $$"""{"member":"op3","key":"{{key}}","why":"lost"}"""),
    ];

    public static IReadOnlyList<Seed> Enrolment(string token, string csr) => [new("enroll", JsonSerializer.Serialize(new { token, csr }))];

    private static string Registration(string name, Space at, string? callback) => $$$"""
        {"customer_name":"{{{name}}}","ip_version":"v4,v6","protected_zone":[{"index":1,"need_alias":"true","ipv4_CIDR":"{{{at.Zone}}}"},{"index":2,"need_alias":"false","ipv6_address":"{{{at.Zone6}}}"},
        {"index":3,"need_alias":"true","DNS_name":"{{{name}}}.example"},{"index":4,"DNS_name":"away.{{{name}}}.example"},{"index":5,"SIP_URI":"sip:noc@{{{name}}}.example"},{"index":6,"E164_number":"+15550100"},{"index":7,"BGP_route":"{{{at.Zone}}}"}],
        "protected_port":"0","protected_protocol":"all","countermeasures":"all","tunnel_information":"{{{at.Tunnel}}}","next_hop":"null","security_profile":{"TLS":"true","DTLS":"false","CoAP":"false"},
        "white_list":[{"name":"partner","source_ip":"203.0.113.0/28","destination_ip":"{{{at.Address}}}","source_port":"53","destination_port":"1024-65535","protocol":"udp","length":"64-1500","TTL":"64","DSCP":46,"ip_flags":2,"tcp_flags":0}],
        "black_list":[{"name":"bad","source_ip":"203.0.113.64/28","destination_ip":"{{{at.Address}}}"}],
        "extensions":{"orchestrator":{"version":1,"kind":"customer","health_threshold":60{{{(callback is null ? "" : $",\"callback_url\":\"{callback}\"")}}} },"other":{"x":1} } }
        """;

    private static string FullRequest(Identity sender, Space at) => $$$"""
        {"version":"1.0.0","type":"attack","alert_id":"{{{Seed.Alert}}}","sender_id":"{{{sender.Id}}}","sender_asn":"{{{sender.Asn}}}","mitigation_action":1,"lifetime":3600,"max_bandwidth":0.5,
        "packet_header":{"dst_ip":"{{{at.Address}}}","dst_ports":"80","src_ips":"203.0.113.7,203.0.113.8","src_ports":"161","protocols":"17","tcp_flags":"","fragment":"","pkt_len":"64-1500","icmp_type":"","icmp_code":"","DSCP":"46","TTL":"64"},
        "current_throughputs":{"bps":"1000000","pps":"1000"},"peak_throughputs":{"bps":"2000000","pps":"2000"},"average_throughputs":{"bps":"500000","pps":"500"},
        "info":{"attack_types":"udp_flood,dns_amplification","started":1764177000,"ongoing":1,"severity":2,"direction":0,"health":40},
        "vendor":{"name":"detector","version":"1","payload":{"offset":0,"content":"AAEC","hash":"ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc"},"hash":"ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc"},
        "extensions":{"orchestrator":{"version":1,"sources":[{"prefix":"203.0.113.7/32","bps":1000,"pps":10,"packets":5},{"prefix":"198.51.100.0/28","bps":2000,"pps":20,"packets":6}],"volume_bps":8000000,"policy":"manual","operators":["op2","op3"]} } }
        """;

    private static string Request(Identity sender, string header, string action, string? extension = null) => $$"""
        {"version":"1.0.0","type":"attack","alert_id":"{{Seed.Alert}}","sender_id":"{{sender.Id}}","sender_asn":"{{sender.Asn}}","mitigation_action":{{action}},"packet_header":{{header}}{{(extension is null ? "" : $",\"extensions\":{{\"orchestrator\":{extension} }}")}} }
        """;

    private static string Bare(Identity sender, string more) => $$"""{"version":"1.0.0","alert_id":"{{Seed.Alert}}","sender_id":"{{sender.Id}}","sender_asn":"{{sender.Asn}}"{{more}} }""";

    private static string Heartbeat(Identity sender) => $$$"""{"version":"1.0.0","sender_id":"{{{sender.Id}}}","sender_asn":"{{{sender.Asn}}}","extensions":{"orchestrator":{"version":1,"now":1764177000000,"mitigations":[]} } }""";
}

/// <summary>Who sends.</summary>
internal sealed record Identity(string Name, string Id, uint Asn);

/// <summary>Address space of one sender: what it registers, an address in it, and an end point beside it.</summary>
internal sealed record Space(string Zone, string Zone6, string Address, string Address6, string Tunnel);
