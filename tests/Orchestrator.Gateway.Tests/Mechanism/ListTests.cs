using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>white_list, black_list and the returning path of a registration: checked, kept, and passed on with every order (mechanism, sections 2, 4 and 6).</summary>
public sealed class ListTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Lists_and_returning_path_ride_with_every_order_of_their_member_and_of_nobody_else()
    {
        var member = await shared.NewOperator("10.0.200.0/24", "10.0.201.0/24");
        var wire = World.Wire(member.Id);
        var registration = Registration(member.Id, "10.0.200.0/24", """[{"name":"partner","source_ip":"203.0.113.0/24"}]""", """[{"source_ip":"198.51.100.7","protocol":"udp"}]""");
        registration["tunnel_information"] = "GRE 10.0.201.1";
        registration["next_hop"] = "10.0.201.2";
        (await wire.Post("registration", registration)).Accepted();
        var (own, others) = (Body.NewAlert(), Body.NewAlert());

        (await wire.Post("mitigation_request", Body.Request(World, own, "10.0.200.9", member.Id, member.Asn))).Accepted();
        (await World.Wire("op1").Post("mitigation_request", Body.Request(World, others, "192.0.2.9"))).Accepted();

        var order = await Ordered(own);
        Assert.Equal(("partner", "203.0.113.0/24", "10.0.200.9/32"), (order.AcceptList.Single().Name, order.AcceptList.Single().SourceIp.ToString(), order.AcceptList.Single().DestinationIp.ToString()));
        Assert.Equal(("198.51.100.7/32", "10.0.200.9/32"), (order.DropList.Single().SourceIp.ToString(), order.DropList.Single().DestinationIp.ToString()));
        Assert.Equal([17], order.DropList.Single().Protocols.AsEnumerable());
        Assert.Equal(("GRE 10.0.201.1", "10.0.201.2"), (order.TunnelInformation, order.NextHop));
        var other = await Ordered(others);
        Assert.Empty(other.AcceptList);
        Assert.Null(other.TunnelInformation);
    }

    [Fact]
    public async Task Entries_that_conflict_are_refused_by_409_6_and_both_named_and_the_old_registration_stays()
    {
        var member = await shared.NewOperator();
        (await World.Wire(member.Id).Post("registration", Body.Registration(member.Id, member.Zone))).Accepted();
        var before = await shared.Registered(member.Id);

        (await World.Wire(member.Id).Post("registration", Registration(
            member.Id, member.Zone, """[{"source_ip":"192.0.2.1"},{"name":"good","source_ip":"203.0.113.0/24"}]""", """[{"name":"bad","source_ip":"203.0.113.0/24"}]""")))
            .Refused(409, 6, "white_list[1] (good)", "black_list[0] (bad)");

        Assert.Equal(before, await shared.Registered(member.Id));
    }

    [Theory]
    [InlineData("white_list")]
    [InlineData("black_list")]
    public async Task Entry_outside_the_own_zones_is_refused_by_403_and_named(string list)
    {
        var member = await shared.NewOperator();
        var body = Body.Registration(member.Id, member.Zone);
        body[list] = JsonNode.Parse("""[{"source_ip":"203.0.113.7"},{"source_ip":"203.0.113.8","destination_ip":"192.0.2.1"}]""");

        (await World.Wire(member.Id).Post("registration", body)).Refused(403, 255, list + "[1]", "192.0.2.1");

        Assert.Null(await shared.Registered(member.Id));
    }

    [Fact]
    public async Task Drop_entry_that_would_be_a_blackhole_is_refused() =>
        (await World.Wire("op1").Post("registration", Registration("op1", "192.0.2.0/24", "[]", """[{"destination_ip":"192.0.2.1"}]"""))).Refused(500, 1, "black_list[0]", "blackhole");

    [Fact]
    public async Task More_entries_than_a_list_may_have_are_refused_by_400() =>
        (await World.Wire("op1").Post("registration", Registration("op1", "192.0.2.0/24", $"[{string.Join(',', Enumerable.Repeat("""{"protocol":"udp"}""", 101))}]", "[]"))).Refused(400, 0, "white_list", "101");

    [Theory]
    [InlineData("tunnel_information", "GRE 10.0.210.7", 403, 255, "10.0.210.7")]
    [InlineData("next_hop", "10.0.210.7", 403, 255, "10.0.210.0/24")]
    [InlineData("tunnel_information", "GRE 198.51.100.1", 403, 255, "198.51.100.1")]
    [InlineData("next_hop", "203.0.113.1", 403, 255, "203.0.113.1")]
    [InlineData("tunnel_information", "GRE gw.example.org", 500, 1, "gw.example.org")]
    [InlineData("next_hop", "10.0.211.0/24", 500, 1, "next_hop")]
    public async Task Returning_path_into_the_diverted_prefix_or_to_somebody_else_is_refused_and_named(string attribute, string value, int status, int reason, string named)
    {
        var member = await shared.NewOperator("10.0.210.0/24", "10.0.211.0/24");
        var body = Body.Registration(member.Id, "10.0.210.0/24");
        body[attribute] = value;

        (await World.Wire(member.Id).Post("registration", body)).Refused(status, reason, attribute, named);

        Assert.Null(await shared.Registered(member.Id));
    }

    [Fact]
    public async Task Returning_path_may_end_at_the_customers_operator_and_null_is_none()
    {
        var body = Body.Registration("customer1", "192.0.2.128/25");
        body["tunnel_information"] = "GRE 192.0.2.5";
        body["next_hop"] = "null";

        (await World.Wire("customer1").Post("registration", body)).Accepted();

        var registered = await shared.Registered("customer1");
        Assert.Equal(("GRE 192.0.2.5", null), (registered!.TunnelInformation, registered.NextHop));
    }

    [Fact]
    public async Task Scrubber_is_asked_only_when_traffic_has_a_way_back()
    {
        var scrubber = await shared.NewOperator();
        await using var controller = await ScriptedController.Start(World, scrubber.Id, scrubber.Asn, scrubber.Zone, Dots.Mechanism.OperatorKind.Scrubber);
        var member = await shared.NewOperator("10.0.220.0/24", "10.0.221.0/24");
        var wire = World.Wire(member.Id);
        (await wire.Post("registration", Body.Registration(member.Id, "10.0.220.0/24"))).Accepted();
        var (without, with) = (Body.NewAlert(), Body.NewAlert());

        (await wire.Post("mitigation_request", Body.Request(World, without, "10.0.220.1", member.Id, member.Asn))).Accepted();
        await Ordered(without);
        var registration = Body.Registration(member.Id, "10.0.220.0/24");
        registration["next_hop"] = "10.0.221.1";
        (await wire.Post("registration", registration)).Accepted();
        (await wire.Post("mitigation_request", Body.Request(World, with, "10.0.220.2", member.Id, member.Asn))).Accepted();

        var order = await GatewayWorld.Until(() => Task.FromResult(controller.Orders.FirstOrDefault()), o => o is not null);
        Assert.Contains(with, order!.Id, StringComparison.Ordinal);
        Assert.Equal("10.0.221.1", order.NextHop);
        (await World.Wire(scrubber.Id).Post("registration_cancelling", Body.Cancelling(scrubber.Id))).Accepted();
    }

    [Fact]
    public async Task Lists_and_returning_path_of_a_request_ride_with_its_orders_and_with_no_others()
    {
        var member = await shared.NewOperator("10.0.230.0/24", "10.0.231.0/24");
        var wire = World.Wire(member.Id);
        var registration = Registration(member.Id, "10.0.230.0/24", """[{"name":"own","source_ip":"203.0.113.0/24"}]""", "[]");
        registration["next_hop"] = "10.0.231.9";
        (await wire.Post("registration", registration)).Accepted();
        var (with, without) = (Body.NewAlert(), Body.NewAlert());

        (await wire.Post("mitigation_request", Request(member, with, "10.0.230.1", """
            "accept_list":[{"name":"partner","source_ip":"203.0.114.0/24","destination_ip":"10.0.230.0/24"},{"source_ip":"203.0.115.0/24","destination_ip":"10.0.230.2"}],
            "drop_list":[{"name":"bad","source_ip":"198.51.100.7","protocol":"udp"}],"tunnel_information":"GRE 10.0.231.1"
            """))).Accepted();
        (await wire.Post("mitigation_request", Body.Request(World, without, "10.0.230.2", member.Id, member.Asn))).Accepted();

        var order = await Ordered(with);
        Assert.Equal([("partner", "10.0.230.1/32"), ("own", "10.0.230.1/32")], order.AcceptList.Select(e => (e.Name!, e.DestinationIp.ToString()!)));
        Assert.Equal(("bad", "198.51.100.7/32", "10.0.230.1/32"), (order.DropList.Single().Name, order.DropList.Single().SourceIp.ToString(), order.DropList.Single().DestinationIp.ToString()));
        Assert.Equal(("GRE 10.0.231.1", null), (order.TunnelInformation, order.NextHop));
        var other = await Ordered(without);
        Assert.Equal(["own"], other.AcceptList.Select(e => e.Name));
        Assert.Empty(other.DropList);
        Assert.Equal((null, "10.0.231.9"), (other.TunnelInformation, other.NextHop));
    }

    [Theory]
    [InlineData("\"accept_list\":[{\"source_ip\":\"203.0.113.0/24\"}],\"drop_list\":[{\"name\":\"bad\",\"source_ip\":\"203.0.113.0/24\"}]", 409, 6, "drop_list[0] (bad)")]
    [InlineData("\"drop_list\":[{\"destination_ip\":\"10.0.240.1\"}]", 500, 0, "blackhole")]
    [InlineData("\"tunnel_information\":\"GRE 10.0.240.1\"", 403, 255, "10.0.240.1")]
    [InlineData("\"next_hop\":\"203.0.113.1\"", 403, 255, "203.0.113.1")]
    [InlineData("\"next_hop\":\"somewhere\"", 500, 0, "next_hop")]
    public async Task List_or_returning_path_of_a_request_that_cannot_be_is_refused_and_named(string extension, int status, int reason, string named)
    {
        var member = await shared.NewOperator("10.0.240.0/24", "10.0.241.0/24");
        var alert = Body.NewAlert();

        (await World.Wire(member.Id).Post("mitigation_request", Request(member, alert, "10.0.240.1", extension))).Refused(status, reason, named);

        Assert.Null(await World.Status(member.Id, alert));
    }

    private JsonObject Request(NewMember member, string alert, string target, string extension)
    {
        var body = Body.Request(World, alert, target, member.Id, member.Asn);
        body["extensions"] = JsonNode.Parse("{\"orchestrator\":{\"version\":1," + extension + "}}");
        return body;
    }

    private static JsonObject Registration(string member, string zone, string white, string black)
    {
        var body = Body.Registration(member, zone);
        body["white_list"] = JsonNode.Parse(white);
        body["black_list"] = JsonNode.Parse(black);
        return body;
    }

    private async Task<Dots.Mechanism.EngagementOrder> Ordered(string alert) =>
        (await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Orders.FirstOrDefault(o => o.Id.Contains(alert, StringComparison.Ordinal))), o => o is not null))!;
}
