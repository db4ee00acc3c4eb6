using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>What may be asked for, whose, and what is granted (mechanism, sections 3 and 4).</summary>
public sealed class RequestTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Theory]
    [InlineData("192.0.2.1/24", 500, 0)]
    [InlineData("192.0.2.300", 500, 0)]
    [InlineData("192.0.2.1/33", 500, 0)]
    [InlineData("192.0.2.01", 500, 0)]
    [InlineData("2001:db8:1::1/64", 500, 0)]
    [InlineData("192.0.2.1, 192.0.2.2", 500, 0)]
    [InlineData("no-alias-of-mine", 500, 0)]
    [InlineData("198.51.100.1", 403, 255)]
    [InlineData("192.0.2.1,198.51.100.1", 403, 255)]
    [InlineData("2001:db8:2::1", 403, 255)]
    [InlineData("192.0.2.0/31", 403, 255)]
    [InlineData("2001:db8:1::/127", 403, 255)]
    [InlineData("0.0.0.0/0", 403, 255)]
    public async Task Target_that_is_wrong_or_foreign_or_too_wide_is_refused_and_named(string target, int status, int reason)
    {
        var alert = Body.NewAlert();

        var answer = await World.Wire("op1").Post("mitigation_request", Body.Request(World, alert, target));

        answer.Refused(status, reason, "packet_header.dst_ip", status == 403 ? target.Split(',')[^1] : "");
        await shared.NothingAccepted(alert);
    }

    [Fact]
    public async Task Wider_target_is_granted_up_to_the_members_scope()
    {
        (await World.Wire("op2").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "198.51.100.0/28", "op2", 64502))).Refused(403, 255, "/32");
        World.Consortium["op2"]["max_scope"] = new JsonArray("/28", "/128");
        World.WriteConsortium();

        var granted = await GatewayWorld.Until(
            () => World.Wire("op2").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "198.51.100.0/28", "op2", 64502)), a => a.Status == 200);

        Assert.Equal(0, (int)granted.Body["status"]!);
        (await World.Wire("op2").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "198.51.100.0/27", "op2", 64502))).Refused(403, 255, "/28");
    }

    [Theory]
    [InlineData("protocols", "17,6,17")]
    [InlineData("src_ports", "161,53,123")]
    [InlineData("src_ips", "203.0.113.1,203.0.113.2,203.0.113.3")]
    [InlineData("tcp_flags", "SYN,ACK,FIN")]
    public async Task Columns_of_different_counts_are_refused_by_400(string column, string values)
    {
        var alert = Body.NewAlert();
        var body = Body.Request(World, alert, "192.0.2.1,192.0.2.2");
        body["packet_header"]![column] = values;

        (await World.Wire("op1").Post("mitigation_request", body)).Refused(400, 0, "packet_header", "dst_ip has 2 values where others have 3");

        await shared.NothingAccepted(alert);
    }

    [Theory]
    [InlineData("lifetime", "-1")]
    [InlineData("lifetime", "\"soon\"")]
    [InlineData("mitigation_action", "9")]
    [InlineData("alert_id", "\"abc\"")]
    [InlineData("sender_asn", "\"AS1\"")]
    [InlineData("type", "\"defence\"")]
    [InlineData("max_bandwidth", "-1")]
    [InlineData("info", "{\"severity\":4}")]
    [InlineData("vendor", "{\"payload\":{\"content\":\"YWJj\",\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}")]
    [InlineData("vendor", "{\"payload\":{\"content\":\"YWJj\"},\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}")]
    [InlineData("extensions", "{\"orchestrator\":{\"version\":1,\"sources\":[{\"prefix\":\"203.0.113.1/24\"}]}}")]
    [InlineData("extensions", "{\"orchestrator\":{\"version\":1,\"policy\":\"whatever\"}}")]
    public async Task Invalid_value_is_refused_by_500_and_named(string name, string value)
    {
        var body = Body.Request(World, Body.NewAlert());
        body[name] = JsonNode.Parse(value);

        (await World.Wire("op1").Post("mitigation_request", body)).Refused(500, 0, name);
    }

    [Theory]
    [InlineData("""{"payload":{"content":"YWJj","hash":"HASH"}}""")]
    [InlineData("""{"payload":{"content":"YWJj"},"hash":"HASH"}""")]
    public async Task Payload_is_accepted_with_its_hash_inside_or_beside_it(string vendor)
    {
        var body = Body.Request(World, Body.NewAlert(), "192.0.2.55");
        body["vendor"] = JsonNode.Parse(vendor.Replace("HASH", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", StringComparison.Ordinal));

        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData(1, 300)]
    [InlineData(301, 301)]
    [InlineData(604_800, 604_800)]
    [InlineData(31_536_000, 604_800)]
    [InlineData(0, 0)]
    public async Task Lifetime_is_granted_between_300_s_and_the_maximum_and_zero_is_indefinite(int? wanted, int granted)
    {
        var body = Body.Request(World, Body.NewAlert(), "192.0.2.50");
        if (wanted is { } lifetime)
            body["lifetime"] = lifetime;

        var answer = (await World.Wire("op1").Post("mitigation_request", body)).Accepted();

        Assert.Equal(granted, (int)answer.Body["lifetime"]!);
    }

    [Fact]
    public async Task Indefinite_request_is_ordered_for_24_hours()
    {
        var body = Body.Request(World, Body.NewAlert(), "192.0.2.51");
        body["lifetime"] = 0;
        var before = shared.Op2.Orders.Count;

        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();

        var orders = await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Orders.Skip(before).ToArray()), o => o.Any(x => x.Id.Contains((string)body["alert_id"]!, StringComparison.Ordinal)));
        var end = orders.Single(o => o.Id.Contains((string)body["alert_id"]!, StringComparison.Ordinal)).NotAfter - TimeProvider.System.GetUtcNow();
        Assert.InRange(end, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task Blackhole_without_a_registration_that_allows_it_is_refused()
    {
        var alert = Body.NewAlert();
        var body = Body.Request(World, alert);
        body["mitigation_action"] = 2;

        (await World.Wire("op1").Post("mitigation_request", body)).Refused(500, 4, "mitigation_action 2");

        await shared.NothingAccepted(alert);
    }

    [Fact]
    public async Task Target_of_another_members_active_mitigation_is_refused_until_it_ends()
    {
        var (theirs, mine) = (Body.NewAlert(), Body.NewAlert());
        (await World.Wire("customer1").Post("mitigation_request", Body.Request(World, theirs, "192.0.2.200", "customer1", 0))).Accepted();

        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, mine, "192.0.2.200"))).Refused(409, 3, "192.0.2.200");
        await shared.NothingAccepted(mine);
        (await World.Wire("customer1").Post("mitigation_termination_request", Body.Termination(World, theirs, "customer1", 0))).Accepted();

        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, mine, "192.0.2.200"))).Accepted();
    }

    [Fact]
    public async Task Own_active_mitigations_may_overlap()
    {
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "192.0.2.60"))).Accepted();
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "192.0.2.60"))).Accepted();
    }

    [Fact]
    public async Task Operator_may_ask_for_its_customers_zone_and_the_customer_not_for_its_operators()
    {
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "192.0.2.210"))).Accepted();
        (await World.Wire("customer1").Post("mitigation_request", Body.Request(World, Body.NewAlert(), "192.0.2.1", "customer1", 64501))).Refused(403, 255, "192.0.2.1", "192.0.2.128/25");
    }
}
