using System.Text.Json.Nodes;
using Grains.Consortium;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Registrations, and what they allow (mechanism, sections 2 to 4). Each test has an orchestrator's member of its own.</summary>
public sealed class RegistrationTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Theory]
    [InlineData("""{"index":1,"ipv4_CIDR":"192.0.2.1/24"}""", "protected_zone[0].ipv4_CIDR")]
    [InlineData("""{"index":1,"ipv4_CIDR":"2001:db8::/48"}""", "protected_zone[0].ipv4_CIDR")]
    [InlineData("""{"index":1,"ipv6_address":"2001:db8:1::/48"}""", "protected_zone[0].ipv6_address")]
    [InlineData("""{"index":-1,"ipv4_CIDR":"192.0.2.0/24"}""", "protected_zone[0].index")]
    [InlineData("""{"index":1,"ipv4_CIDR":"192.0.2.0/24","BGP_route":"x"}""", "protected_zone[0]")]
    [InlineData("""{"index":1,"ipv4_CIDR":"192.0.2.0/24","colour":"blue"}""", "protected_zone[0].colour")]
    [InlineData("""{"index":1,"ipv4_CIDR":"192.0.2.0/24"},{"index":1,"ipv4_CIDR":"192.0.2.0/25"}""", "protected_zone[1].index")]
    [InlineData("""{"index":1,"DNS_name":"*.example.org","need_alias":"true"}""", "protected_zone[0].DNS_name")]
    public async Task Zone_that_is_wrong_is_refused_by_500_1_and_named(string zone, string named)
    {
        var body = Body.Registration();
        body["protected_zone"] = JsonNode.Parse($"[{zone}]");

        (await World.Wire("op1").Post("registration", body)).Refused(500, 1, named);

        Assert.Null(await shared.Registered("op1"));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[{"index":1}]""")]
    [InlineData("""[{"ipv4_CIDR":"192.0.2.0/24"}]""")]
    public async Task Registration_without_a_zone_is_refused(string zones)
    {
        var body = Body.Registration();
        body["protected_zone"] = JsonNode.Parse(zones);

        (await World.Wire("op1").Post("registration", body)).Refused(400, 0, "protected_zone");
    }

    [Theory]
    [InlineData("http://controller.example/")]
    [InlineData("ftp://controller.example/")]
    [InlineData("https://user@controller.example/")]
    [InlineData("https://controller.example/?a=b")]
    [InlineData("controller")]
    public async Task Callback_that_is_no_plain_https_url_is_refused_and_the_old_registration_stays(string url)
    {
        var (member, asn) = await NewOperator();
        (await World.Wire(member).Post("registration", Body.Registration(member, $"10.0.{asn - 65000}.0/24"))).Accepted();
        var before = await shared.Registered(member);

        (await World.Wire(member).Post("registration", Body.Extended(Body.Registration(member), ("callback_url", url)))).Refused(500, 1, "callback_url");

        Assert.Equal(before, await shared.Registered(member));
    }

    [Theory]
    [InlineData("""{"TLS":"false","DTLS":"true"}""")]
    [InlineData("""{"TLS":"false"}""")]
    [InlineData("""{"DTLS":"true"}""")]
    [InlineData("""{"CoAP":"true"}""")]
    [InlineData("""{"DTLS":"true","CoAP":"true"}""")]
    public async Task Security_profile_without_tls_is_refused_by_500_5(string profile)
    {
        var body = Body.Registration();
        body["security_profile"] = JsonNode.Parse(profile);

        (await World.Wire("op1").Post("registration", body)).Refused(500, 5, "security_profile");

        Assert.Null(await shared.Registered("op1"));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"TLS":"true"}""")]
    [InlineData("""{"TLS":true,"DTLS":"true","CoAP":"true"}""")]
    public async Task Security_profile_with_tls_is_answered_by_tls(string profile)
    {
        var member = await shared.NewOperator();
        var body = Body.Registration(member.Id, member.Zone);
        body["security_profile"] = JsonNode.Parse(profile);

        Assert.Equal("TLS", (string?)(await World.Wire(member.Id).Post("registration", body)).Accepted().Body["security_profile"]);
    }

    [Fact]
    public async Task Without_countermeasures_mitigation_and_flowspec_are_agreed_to_and_a_blackhole_is_not()
    {
        var member = await shared.NewOperator();
        (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Zone))).Accepted();

        foreach (var (action, status) in new[] { (1, 200), (3, 200), (2, 500) })
        {
            var body = Body.Request(World, Body.NewAlert(), member.Address(1), member.Id, member.Asn);
            body["mitigation_action"] = action;
            Assert.Equal(status, (await World.Wire(member.Id).Post("mitigation_request", body)).Status);
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1_000_000_000, 1e9)]
    public async Task Port_capacity_of_nothing_is_taken_for_not_told(long said, double? known)
    {
        var member = await shared.NewOperator();
        var body = Body.Extended(
            Body.Registration(member.Id, member.Zone), ("kind", "operator"), ("callback_url", "https://127.0.0.1:1/"), ("operator", new JsonObject { ["asns"] = new JsonArray(member.Asn), ["port_bps"] = said }));

        (await World.Wire(member.Id).Post("registration", body)).Accepted();

        Assert.Equal(known, World.Services.GetRequiredService<ConsortiumView>().Current.Profile(member.Id)!.PortBps);
        (await World.Wire(member.Id).Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();
    }

    [Fact]
    public async Task Asns_beyond_what_is_approved_are_pending_and_never_asked_for()
    {
        var member = await shared.NewOperator();
        var body = Body.Extended(
            Body.Registration(member.Id, member.Zone), ("kind", "operator"), ("callback_url", "https://127.0.0.1:1/"), ("operator", new JsonObject { ["asns"] = new JsonArray(member.Asn, 64999) }));

        var answer = (await World.Wire(member.Id).Post("registration", body)).Accepted();

        Assert.Contains("ASNs pending approval: 64999", (string?)answer.Body["mitigation_status"], StringComparison.Ordinal);
        Assert.Equal([member.Asn], World.Services.GetRequiredService<ConsortiumView>().Current.Profile(member.Id)!.Asns.AsEnumerable());
        (await World.Wire(member.Id).Post("registration_cancelling", Body.Cancelling(member.Id))).Accepted();
    }

    [Fact]
    public async Task Answer_says_who_registered_and_when()
    {
        var (member, before) = (await shared.NewOperator(), TimeProvider.System.GetUtcNow());
        var answer = (await World.Wire(member.Id).Post("registration", Body.Registration("Example Networks", member.Zone))).Accepted().Body;

        Assert.Equal(("Example Networks", member.Id, "ready"), ((string?)answer["customer_name"], (string?)answer["customer_id"], (string?)answer["mitigation_status"]));
        Assert.InRange(
            DateTimeOffset.Parse((string)answer["registration_time"]!, System.Globalization.CultureInfo.InvariantCulture), before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Alias_stands_in_a_list_with_addresses()
    {
        var member = await shared.NewOperator();
        var registered = (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Address(9) + "/32"))).Accepted();
        var alias = (string)registered.Body["alias_of_mitigation_address"]![0]!["alias"]!;
        var (good, bad) = (Body.NewAlert(), Body.NewAlert());

        (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Zone))).Accepted();
        (await World.Wire(member.Id).Post("mitigation_request", Body.Request(World, bad, $"{member.Address(1)},{alias}", member.Id, member.Asn))).Refused(403, 255, member.Zone);
        (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Address(9) + "/32"))).Accepted();
        (await World.Wire(member.Id).Post("mitigation_request", Body.Request(World, good, $"{member.Address(9)},{alias}", member.Id, member.Asn))).Accepted();

        await shared.NothingAccepted(bad, member.Id, member.Asn);
        Assert.All((await World.Status(member.Id, good))!.Targets, t => Assert.Equal(member.Address(9) + "/32", t.ToString()));
    }

    [Fact]
    public async Task Invalid_callback_goes_before_the_security_profile()
    {
        var body = Body.Extended(Body.Registration(), ("callback_url", "https://240.0.0.1/"));
        body["security_profile"] = new JsonObject { ["TLS"] = "false" };

        (await World.Wire("op1").Post("registration", body)).Refused(500, 1, "callback_url");
    }

    [Fact]
    public async Task Second_registration_replaces_the_first_whole_under_the_same_id_with_a_new_token()
    {
        var (member, asn) = await NewOperator();
        var zone = $"10.0.{asn - 65000}.0/24";
        var body = Body.Registration(member, zone);
        body["countermeasures"] = "all";
        var first = (await World.Wire(member).Post("registration", body)).Accepted();
        var blackhole = Body.Request(World, Body.NewAlert(), zone.Replace(".0/24", ".1", StringComparison.Ordinal), member, asn);
        blackhole["mitigation_action"] = 2;
        (await World.Wire(member).Post("mitigation_request", blackhole)).Accepted();

        var second = (await World.Wire(member).Post("registration", Body.Registration(member, zone))).Accepted();

        Assert.Equal((string?)first.Body["customer_id"], (string?)second.Body["customer_id"]);
        Assert.NotEqual((string?)first.Body["access_token"], (string?)second.Body["access_token"]);
        blackhole["alert_id"] = Body.NewAlert();
        (await World.Wire(member).Post("mitigation_request", blackhole)).Refused(500, 4, "mitigation_action 2");
    }

    [Fact]
    public async Task Operator_that_registers_again_without_a_controller_is_asked_no_more()
    {
        var (member, asn) = await NewOperator();
        await using var controller = await ScriptedController.Start(World, member, asn, $"10.0.{asn - 65000}.0/24");
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "192.0.2.71"))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(controller.Orders.Count), n => n == 1);

        (await World.Wire(member).Post("registration", Body.Registration(member, $"10.0.{asn - 65000}.0/24"))).Accepted();

        var alert = Body.NewAlert();
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, alert, "192.0.2.72"))).Accepted();
        var status = await GatewayWorld.Until(() => World.Status("op1", alert), s => s?.Operators.Length > 0);
        Assert.DoesNotContain(member, status!.Operators.Select(o => o.Operator));
        Assert.Single(controller.Orders);
    }

    [Fact]
    public async Task Ports_protocols_and_actions_outside_the_registration_are_refused()
    {
        var (member, asn) = await NewOperator();
        var zone = $"10.0.{asn - 65000}.0/24";
        var registration = Body.Registration(member, zone);
        registration["protected_port"] = "80,443";
        registration["protected_protocol"] = "tcp";
        registration["countermeasures"] = "mitigation";
        (await World.Wire(member).Post("registration", registration)).Accepted();
        var target = zone.Replace(".0/24", ".1", StringComparison.Ordinal);

        (await Ask("17", "80", 1)).Refused(403, 255, "protocol", "17");
        (await Ask("6", "8080", 1)).Refused(403, 255, "port", "8080");
        (await Ask("6", "", 1)).Refused(403, 255, "port");
        (await Ask("6", "443", 3)).Refused(500, 4, "mitigation_action 3");

        // The row about ports stands before the row about actions.
        (await Ask("17", "80", 3)).Refused(403, 255);
        (await Ask("6", "443", 1)).Accepted();

        Task<WireAnswer> Ask(string protocol, string port, int action)
        {
            var body = Body.Request(World, Body.NewAlert(), target, member, asn);
            body["mitigation_action"] = action;
            body["packet_header"] = new JsonObject { ["dst_ip"] = target, ["protocols"] = protocol, ["dst_ports"] = port };
            return World.Wire(member).Post("mitigation_request", body);
        }
    }

    [Fact]
    public async Task Alias_of_a_zone_is_a_target_of_its_owner_and_of_nobody_else()
    {
        var (member, asn) = await NewOperator();
        var registered = (await World.Wire(member).Post("registration", Body.Registration(member, $"10.0.{asn - 65000}.9/32"))).Accepted();
        var alias = (string)registered.Body["alias_of_mitigation_address"]![0]!["alias"]!;
        var alert = Body.NewAlert();

        (await World.Wire(member).Post("mitigation_request", Body.Request(World, alert, alias, member, asn))).Accepted();

        Assert.Equal($"10.0.{asn - 65000}.9/32", (await World.Status(member, alert))!.Targets.Single().ToString());
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), alias))).Refused(500, 0, "packet_header.dst_ip", alias);
    }

    [Fact]
    public async Task Alias_of_a_customer_is_no_target_of_its_operator()
    {
        var registered = (await World.Wire("customer1").Post("registration", Body.Registration("customer1", "192.0.2.200/32"))).Accepted();
        var alias = (string)registered.Body["alias_of_mitigation_address"]![0]!["alias"]!;

        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), alias))).Refused(500, 0, alias);
        (await World.Wire("customer1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), alias, "customer1", 0))).Accepted();
    }

    [Fact]
    public async Task Zone_beyond_what_is_approved_is_registered_and_pending_until_it_is_approved()
    {
        var (member, asn) = await NewOperator();
        var registered = (await World.Wire(member).Post("registration", Body.Extended(Body.Registration(member, $"10.99.{asn - 65000}.0/24")))).Accepted();
        Assert.Contains("pending", (string?)registered.Body["mitigation_status"], StringComparison.Ordinal);
        var request = Body.Request(World, Body.NewAlert(), $"10.99.{asn - 65000}.1", member, asn);
        (await World.Wire(member).Post("mitigation_request", request)).Refused(403, 255, $"10.99.{asn - 65000}.1");

        World.Consortium[member]["zones"]!.AsArray().Add($"10.99.{asn - 65000}.0/24");
        World.WriteConsortium();

        await GatewayWorld.Until(() => World.Wire(member).Post("mitigation_request", request), a => a.Status == 200);
    }

    [Fact]
    public async Task Zone_of_another_member_is_disputed()
    {
        var (member, _) = await NewOperator();

        var registered = (await World.Wire(member).Post("registration", Body.Extended(Body.Registration(member, "198.51.100.0/24")))).Accepted();

        Assert.Equal([1], registered.Extension!["disputed"]!.AsArray().Select(i => (int)i!));
    }

    private async Task<(string Member, uint Asn)> NewOperator()
    {
        var member = await shared.NewOperator();
        return (member.Id, member.Asn);
    }
}
