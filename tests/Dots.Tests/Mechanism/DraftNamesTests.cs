using Dots.Mechanism.Wire;

namespace Dots.Tests.Mechanism;

/// <summary>The attributes that draft-nishizuka-dots-inter-domain-mechanism-02 prints in 5.1.1 and 5.2.1, against the tables.</summary>
public class DraftNamesTests
{
    private const string Sender = "version alert_id sender_id sender_asn";

    private const string List = "name source_ip destination_ip source_port destination_port protocol length TTL DSCP ip_flags tcp_flags";

    // vendor.hash: the draft's text describes the hash beside the payload, its JSON prints it inside.
    private static readonly Dictionary<string, string> Printed = new()
    {
        ["Registration"] = $"""
            customer_name ip_version protected_zone protected_zone.index protected_zone.need_alias protected_zone.ipv4_CIDR protected_zone.ipv6_address protected_zone.BGP_route
            protected_zone.SIP_URI protected_zone.E164_number protected_zone.DNS_name protected_port protected_protocol countermeasures tunnel_information next_hop security_profile
            security_profile.TLS security_profile.DTLS security_profile.CoAP white_list {Under("white_list", List)} black_list {Under("black_list", List)}
            """,
        ["RegistrationResponse"] = """
            customer_name customer_id alias_of_mitigation_address alias_of_mitigation_address.index alias_of_mitigation_address.alias security_profile access_token
            thresholds_bps thresholds_pps duration capable_attack_type registration_time mitigation_status
            """,
        ["RegistrationCancelling"] = "customer_id reasons",
        ["RegistrationCancellingResponse"] = "customer_id result",
        ["MitigationRequest"] = $"""
            {Sender} type mitigation_action lifetime max_bandwidth packet_header
            {Under("packet_header", "dst_ip dst_ports src_ips src_ports protocols tcp_flags fragment pkt_len icmp_type icmp_code DSCP TTL")}
            current_throughputs {Under("current_throughputs", "bps pps")} peak_throughputs {Under("peak_throughputs", "bps pps")} average_throughputs {Under("average_throughputs", "bps pps")}
            info {Under("info", "attack_types started ongoing severity direction health")} vendor {Under("vendor", "name version payload hash")} {Under("vendor.payload", "offset content hash")}
            """,
        ["MitigationEfficacyUpdates"] = $"{Sender} attack_status health",
        ["MitigationStatusUpdates"] = $"""
            {Sender} status error_reason lifetime source_ports destination_ports source_ips destination_ip TCP_flags start_time end_time
            forwarded_total_packets forwarded_total_bits forwarded_peak_pps forwarded_peak_bps forwarded_average_pps forwarded_average_bps
            malicious_total_packets malicious_total_bits malicious_peak_pps malicious_peak_bps malicious_average_pps malicious_average_bps record_time
            """,
        ["MitigationTerminationRequest"] = Sender,
        ["MitigationTerminationStatusAcknowledgement"] = Sender,
        ["Heartbeat"] = "version sender_id sender_asn",
    };

    public static TheoryData<string> Messages => [.. Printed.Keys];

    [Theory, MemberData(nameof(Messages))]
    public void Table_has_the_names_the_draft_prints_and_no_others(string message) =>
        Assert.Equal(
            Printed[message].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            Names(MessageCase.Of(message).Table, "").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_message_of_the_draft_is_here() =>
        Assert.Equal(MessageCase.All.Select(one => one.Type.Name).Where(name => !name.StartsWith("Sighting", StringComparison.Ordinal)).Order(StringComparer.Ordinal), Printed.Keys.Order(StringComparer.Ordinal));

    private static IEnumerable<string> Names(Table table, string path) =>
        from row in table.Rows
        where row.Section.StartsWith("draft", StringComparison.Ordinal)
        from name in row.Nested is { } nested ? Names(nested, $"{path}{row.Name}.").Prepend(path + row.Name) : [path + row.Name]
        select name;

    private static string Under(string owner, string names) => string.Join(' ', names.Split(' ').Select(name => $"{owner}.{name}"));
}
