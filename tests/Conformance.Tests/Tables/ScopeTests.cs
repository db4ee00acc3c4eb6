using System.Globalization;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>What a request may ask for, at both servers: values, scope, contract, action (mechanism, sections 3 and 4).</summary>
[Collection(OneWorld.Name)]
public sealed class ScopeTests(ConformanceWorld world)
{
    // A request changed by a patch (N: the first three octets of the asker's zone) | answer | error_reason | what is named.
    private const string Requests = """
        {"packet_header":{"dst_ip":"198.51.100.1"}}                                     | 403 | 255 | 198.51.100.1
        {"packet_header":{"dst_ip":"N.129,198.51.100.1"}}                               | 403 | 255 | 198.51.100.1
        {"packet_header":{"dst_ip":"2001:db8:ffff::1"}}                                 | 403 | 255 | 2001:db8:ffff::1
        {"packet_header":{"dst_ip":"0.0.0.0/0"}}                                        | 403 | 255 | 0.0.0.0/0
        {"packet_header":{"dst_ip":"N.128/27"}}                                         | 403 | 255 | N.128/27
        {"packet_header":{"dst_ip":"N.144/28"}}                                         | 200
        {"packet_header":{"dst_ip":"N.145/28"}}                                         | 500 | 0   | dst_ip
        {"packet_header":{"dst_ip":"nobodys-alias"}}                                    | 500 | 0   | nobodys-alias
        {"packet_header":{"dst_ip":"N.145,N.146","src_ports":"53,123"}}                 | 200
        {"packet_header":{"dst_ip":"N.145,N.146","src_ports":"53"}}                     | 200
        {"packet_header":{"dst_ip":"N.145,N.146","src_ports":""}}                       | 200
        {"packet_header":{"dst_ip":"N.145,N.146","src_ports":"53,123,161"}}             | 400 | 0   | packet_header
        {"packet_header":{"src_ports":"53,123","protocols":"6,17,1"}}                   | 400 | 0   | packet_header
        {"current_throughputs":{"bps":"100000000000"}}                                  | 200
        {"current_throughputs":{"bps":"100000000001"}}                                  | 403 | 255 | thresholds_bps
        {"peak_throughputs":{"bps":"100000000001"}}                                     | 403 | 255 | thresholds_bps
        {"average_throughputs":{"bps":"100000000001"}}                                  | 403 | 255 | thresholds_bps
        {"current_throughputs":{"bps":"1"},"peak_throughputs":{"bps":"100000000001"}}   | 403 | 255 | thresholds_bps
        {"extensions":{"orchestrator":{"version":1,"volume_bps":800000000001}}}         | 403 | 255 | thresholds_bps
        {"current_throughputs":{"pps":"100000000"}}                                     | 200
        {"current_throughputs":{"pps":"100000001"}}                                     | 403 | 255 | thresholds_pps
        {"peak_throughputs":{"pps":"100000001"}}                                        | 403 | 255 | thresholds_pps
        {"average_throughputs":{"pps":"100000001"}}                                     | 403 | 255 | thresholds_pps
        {"current_throughputs":{"pps":"1"},"peak_throughputs":{"pps":"100000001"}}      | 403 | 255 | thresholds_pps
        {"info":{"started":1500000000}}                                                 | 403 | 255 | duration
        {"info":{"attack_types":"dns_amplification"}}                                   | 200
        {"info":{"attack_types":"teardrop"}}                                            | 403 | 255 | capable_attack_type
        {"info":{"attack_types":"dns_amplification,teardrop"}}                          | 403 | 255 | teardrop
        {"mitigation_action":2}                                                         | 500 | 4   | mitigation_action
        {"mitigation_action":4}                                                         | 500 | 0   | mitigation_action
        {"vendor":{"payload":{"content":"AAEC"},"hash":"H"}}                            | 500 | 0   | hash
        {"vendor":{"payload":{"content":"AAEC","hash":"H"}}}                            | 500 | 0   | hash
        """;

    // The same for a registration (Z: the zone's first 26 bits are the registrant's own, .192 to .255).
    private const string Registrations = """
        {"protected_zone":[]}                                                                                          | 400 | 0   | protected_zone
        {"protected_zone":[{"index":1}]}                                                                               | 400 | 0   | protected_zone
        {"protected_zone":[{"index":1,"ipv4_CIDR":"N.192/26","DNS_name":"www.example.net"}]}                           | 500 | 1   | protected_zone
        {"protected_zone":[{"index":1,"ipv4_CIDR":"N.192/27"},{"index":1,"ipv4_CIDR":"N.224/27"}]}                     | 500 | 1   | index
        {"protected_zone":[{"index":1,"ipv4_CIDR":"N.193/26"}]}                                                        | 500 | 1   | ipv4_CIDR
        {"protected_zone":[{"index":1,"ipv6_address":"2001:db8:4::/48"}]}                                              | 500 | 1   | ipv6_address
        {"ip_version":"v6"}                                                                                            | 500 | 1   | ipv4_CIDR
        {"security_profile":{"TLS":"false","DTLS":"true"}}                                                             | 500 | 5   | security_profile
        {"security_profile":{"TLS":"true","DTLS":"true"}}                                                              | 200
        {"white_list":[{"destination_ip":"198.51.100.1","source_port":"53"}]}                                          | 403 | 255 | 198.51.100.1
        {"black_list":[{"destination_ip":"198.51.100.1","source_port":"53"}]}                                          | 403 | 255 | 198.51.100.1
        {"black_list":[{"destination_ip":"N.0/24","source_port":"53"}]}                                                | 403 | 255 | N.0/24
        {"white_list":[{"source_ip":"198.51.100.1"}],"black_list":[{"source_ip":"198.51.100.1"}]}                      | 409 | 6   | white_list
        {"white_list":[{"source_ip":"198.51.100.1","source_port":"53"}],"black_list":[{"source_ip":"198.51.100.1","protocol":"17"}]}  | 409 | 6 | black_list
        {"white_list":[{"source_ip":"198.51.100.1"}],"black_list":[{"source_ip":"198.51.100.0/28"}]}                   | 200
        {"white_list":[{"source_ip":"198.51.100.0/28"}],"black_list":[{"source_ip":"198.51.100.1"}]}                   | 200
        {"white_list":[{"source_ip":"198.51.100.1"}],"black_list":[{"source_ip":"198.51.100.2"}]}                      | 200
        {"next_hop":"N.200"}                                                                                           | 403 | 255 | next_hop
        {"tunnel_information":"GRE N.200"}                                                                             | 403 | 255 | tunnel_information
        {"next_hop":"8.8.4.4"}                                                                                         | 403 | 255 | next_hop
        {"tunnel_information":"GRE 8.8.4.4"}                                                                           | 403 | 255 | tunnel_information
        {"next_hop":"over there"}                                                                                      | 500 | 1   | next_hop
        {"protected_zone":[{"index":1,"ipv4_CIDR":"N.192/27"}],"next_hop":"N.250"}                                     | 200
        {"protected_zone":[{"index":1,"ipv4_CIDR":"N.192/27"}],"tunnel_information":"GRE N.250"}                       | 200
        {"extensions":{"orchestrator":{"version":1,"callback_url":"https://user@127.0.0.1:1/"}}}                       | 500 | 1   | callback_url
        """;

    public static TheoryData<Receiver, string, int, int, string> OfRequests => Rows(Requests);

    public static TheoryData<Receiver, string, int, int, string> OfRegistrations => Rows(Registrations);

    public static TheoryData<Receiver> Servers => [Receiver.Orchestrator, Receiver.Controller];

    [Theory]
    [MemberData(nameof(OfRequests))]
    public async Task Request_is_answered_as_its_scope_says(Receiver server, string patch, int status, int reason, string named)
    {
        var (asker, alert) = (Asker.Unregistered(world, server), world.NewAlert());
        var body = asker.Body(alert, 145).Patched(For(asker, patch));

        Answered(await asker.Ask(body), body, status, reason, For(asker, named));

        if (status == 200)
            (await asker.Terminate(alert)).Accepted();
        else
            (await asker.Terminate(alert)).Refused(404, 255);
    }

    [Theory]
    [MemberData(nameof(OfRegistrations))]
    public async Task Registration_is_answered_as_it_fits_together_and_one_that_is_refused_changes_nothing(Receiver server, string patch, int status, int reason, string named)
    {
        var (asker, alert) = (Asker.Registering(world, server), world.NewAlert());
        (await asker.Register(asker.Registration().Patched("""{"protected_port":"443"}"""))).Accepted();
        var body = asker.Registration().Patched(For(asker, patch));

        Answered(await asker.Register(body), body, status, reason, For(asker, named));

        var request = asker.Body(alert);
        if (status == 200)
            (await asker.Ask(request)).Accepted();
        else
            (await asker.Ask(request)).RefusedWith(request, 403, 255, "port");
        (await asker.Cancel(asker.Name)).Accepted();
    }

    [Theory]
    [InlineData(Receiver.Orchestrator, null, 3590, 3600)]
    [InlineData(Receiver.Controller, null, 3590, 3600)]
    [InlineData(Receiver.Orchestrator, 10, 290, 300)]
    [InlineData(Receiver.Controller, 10, 290, 300)]
    [InlineData(Receiver.Orchestrator, 0, 0, Contract.Seconds)]
    [InlineData(Receiver.Controller, 0, 0, Contract.Seconds)]
    [InlineData(Receiver.Orchestrator, 900, 890, 900)]
    [InlineData(Receiver.Controller, 900, 890, 900)]
    public async Task Lifetime_that_is_absent_is_an_hour_and_granted_are_at_least_300_s(Receiver server, int? asked, int from, int to)
    {
        var (asker, alert) = (Asker.Unregistered(world, server), world.NewAlert());
        var body = asker.Body(alert, 146);
        if (asked is { } seconds)
            body["lifetime"] = seconds;

        var granted = (int)(await asker.Ask(body)).Accepted().Body["lifetime"]!;
        Assert.InRange(granted, from, to);

        // Indefinite it is, or clamped to what the contract allows: never a moment only.
        Assert.True(granted >= 290 || (asked, granted) == (0, 0), $"{granted} s were granted");
        (await asker.Terminate(alert)).Accepted();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Request_outside_what_was_registered_is_403_and_the_offending_part_is_named(Receiver server)
    {
        var asker = Asker.Registering(world, server);
        var registered = """{"protected_zone":[{"index":1,"ipv4_CIDR":"N.192/27"}],"protected_port":"443,8000-8100","protected_protocol":"tcp","countermeasures":"mitigation"}""";
        (await asker.Register(asker.Registration().Patched(For(asker, registered)))).Accepted();

        foreach (var (header, named) in new[]
        {
            ("""{"dst_ip":"N.250","dst_ports":"443","protocols":"6"}""", "N.250"), ("""{"dst_ip":"N.200","protocols":"6"}""", "port"),
            ("""{"dst_ip":"N.200","dst_ports":"80","protocols":"6"}""", "80"),
            ("""{"dst_ip":"N.200","dst_ports":"8000-8101","protocols":"6"}""", "8101"), ("""{"dst_ip":"N.200","dst_ports":"443","protocols":"17"}""", "17"), ("""{"dst_ip":"N.200","dst_ports":"443"}""", "protocol"),
        })
        {
            var outside = asker.Body(world.NewAlert()).Patched($$$"""{"packet_header":{{{For(asker, header)}}}}""");
            (await asker.Ask(outside)).RefusedWith(outside, 403, 255, For(asker, named));
        }

        var inside = asker.Body(world.NewAlert()).Patched("""{"packet_header":{"dst_ports":"443","protocols":"6"}}""");
        var flowspec = inside.DeepClone().AsObject().Patched("""{"mitigation_action":3}""");
        (await asker.Ask(flowspec)).RefusedWith(flowspec, 500, 4, "mitigation_action");
        (await asker.Ask(inside)).Accepted();
        Assert.Contains("1", (string?)(await asker.Cancel(asker.Name)).Accepted().Body["result"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Alias_of_the_registration_is_a_target(Receiver server)
    {
        var (asker, alert) = (Asker.Registering(world, server), world.NewAlert());
        var answer = (await asker.Register(asker.Registration().Patched(For(asker, """{"protected_zone":[{"index":7,"ipv4_CIDR":"N.200","need_alias":"true"}]}""")))).Accepted().Body;

        var alias = Assert.Single(answer["alias_of_mitigation_address"]!.AsArray())!;
        Assert.Equal(7, (int)alias["index"]!);
        (await asker.Ask(asker.Body(alert).Patched($$$"""{"packet_header":{"dst_ip":"{{{(string)alias["alias"]!}}}"}}"""))).Accepted();
        (await asker.Cancel(asker.Name)).Accepted();
    }

    private static string For(Asker asker, string text) => text.Replace("N.", asker.Net + ".", StringComparison.Ordinal).Replace("\"H\"", $"\"{new string('a', 64)}\"", StringComparison.Ordinal);

    private static void Answered(WireAnswer answer, System.Text.Json.Nodes.JsonObject sent, int status, int reason, string named)
    {
        if (status == 200)
            Assert.True(answer.Status == 200, $"{answer.Status} {answer.Text}");
        else
            answer.RefusedWith(sent, status, reason, named);
    }

    private static TheoryData<Receiver, string, int, int, string> Rows(string table)
    {
        var rows = new TheoryData<Receiver, string, int, int, string>();
        foreach (var row in table.Split('\n').Select(l => l.Split('|', StringSplitOptions.TrimEntries)))
            foreach (var server in new[] { Receiver.Orchestrator, Receiver.Controller })
                rows.Add(server, row[0], Number(row, 1), Number(row, 2), row.Length > 3 ? row[3] : "");
        return rows;

        static int Number(string[] row, int at) => row.Length > at ? int.Parse(row[at], CultureInfo.InvariantCulture) : 0;
    }
}
