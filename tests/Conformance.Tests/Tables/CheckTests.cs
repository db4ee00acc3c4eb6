using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>The checks that every message meets at both servers, each for itself (mechanism, section 4).</summary>
[Collection(OneWorld.Name)]
public sealed class CheckTests(ConformanceWorld world)
{
    private const int Kibibyte = 1024;

    /// <summary>One sender a message and server that would be heard.</summary>
    public static TheoryData<string, string, Receiver> Heard => Routes(r => !r.Table.Contains(' ', StringComparison.Ordinal));

    public static TheoryData<string, string, Receiver> Signaling => Routes(r => !r.Table.StartsWith("registration", StringComparison.Ordinal) && !r.Table.Contains(' ', StringComparison.Ordinal));

    public static TheoryData<Receiver> Servers => [Receiver.Orchestrator, Receiver.Controller];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Path_that_is_no_message_is_404(Receiver receiver)
    {
        foreach (var path in new[] { "mitigation", "Heartbeat", "heartbeat/", "heartbeat/x", "" })
            (await From(receiver).Post(path, Heartbeat(receiver).ToJsonString())).RefusedUnread(404);
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Method_that_is_not_POST_is_405(string message, string sender, Receiver receiver)
    {
        var body = Body(message, sender, receiver);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
            (await world.From(sender, receiver).Post(message, body, method: method)).RefusedUnread(405);
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Content_type_that_is_not_JSON_is_415(string message, string sender, Receiver receiver)
    {
        var body = Body(message, sender, receiver);
        foreach (var type in new[] { null, "text/plain", "application/cbor", "application/json; charset=utf-16" })
            (await world.From(sender, receiver).Post(message, body, type: type)).RefusedUnread(415);
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Body_above_its_limit_is_413_whether_it_is_announced_or_not_and_one_at_the_limit_is_read(string message, string sender, Receiver receiver)
    {
        var (body, limit) = (Body(message, sender, receiver), message == "mitigation_request" ? 4 * Kibibyte * Kibibyte : 64 * Kibibyte);
        foreach (var chunked in new[] { false, true })
            (await world.From(sender, receiver).Post(message, body.PadRight(limit + 1), chunked: chunked)).RefusedUnread(413);

        // With a fault behind which nothing is done, so that the answer shows that it was read.
        var read = await world.From(sender, receiver).Post(message, ("{\"flux_capacitor\":1," + body[1..]).PadRight(limit));
        read.Refused(500, Messages.Of(message).Invalid, "flux_capacitor");
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Message_without_Date_is_400_and_a_stale_one_403_with_the_servers_time(string message, string sender, Receiver receiver)
    {
        var (wire, body, now) = (world.From(sender, receiver), Body(message, sender, receiver), TimeProvider.System.GetUtcNow());

        (await wire.Post(message, body, dated: false)).RefusedUnread(400);
        foreach (var off in new[] { -75, 75 })
        {
            var stale = (await wire.Post(message, body, now.AddSeconds(off))).Unread();
            Assert.Equal(403, stale.Status);
            Assert.InRange(DateTimeOffset.Parse((string)stale.Body["server_time"]!, System.Globalization.CultureInfo.InvariantCulture), now.AddSeconds(-5), now.AddSeconds(30));
            Assert.InRange((double)stale.Body["skew_s"]!, off - 15, off + 15);
        }
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Body_that_is_no_JSON_object_is_400_0_and_answered_by_the_two_error_attributes(string message, string sender, Receiver receiver)
    {
        var (wire, good) = (world.From(sender, receiver), Body(message, sender, receiver));
        foreach (var body in new[] { "", "[]", "null", "\"x\"", "{", good[..^1], good + "x", "{'a':1}", "{\"a\":01}", "\u0000" })
            (await wire.Post(message, body)).RefusedUnread(400, 0);
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Doubled_member_and_too_deep_nesting_are_400_0(string message, string sender, Receiver receiver)
    {
        var (wire, good) = (world.From(sender, receiver), Body(message, sender, receiver));
        var (name, value) = JsonNode.Parse(good)!.AsObject().First();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 16)) + "1" + new string('}', 16);

        (await wire.Post(message, $"{{\"{name}\":{value!.ToJsonString()},{good[1..]}")).Refused(400, 0, name);
        (await wire.Post(message, $"{good[..^1]},\"extensions\":{{\"orchestrator\":{{\"x\":1,\"x\":2}}}}}}")).Refused(400, 0);
        (await wire.Post(message, $"{good[..^1]},\"extensions\":{deep}}}")).Refused(400, 0);
    }

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task Names_are_case_sensitive(string message, string sender, Receiver receiver)
    {
        var body = JsonNode.Parse(Body(message, sender, receiver))!.AsObject();
        var (name, value) = body.First();
        body.Remove(name);
        body[name.ToUpperInvariant()] = value;

        (await world.Send(sender, receiver, message, body)).RefusedWith(body, 400, 0, name);
    }

    [Theory]
    [MemberData(nameof(Signaling))]
    public async Task Version_of_another_major_is_400_0_and_another_minor_or_revision_is_taken(string message, string sender, Receiver receiver)
    {
        var body = JsonNode.Parse(Body(message, sender, receiver))!.AsObject();
        foreach (var version in new[] { "2.0.0", "0.9.0", "1.0", "1", "one" })
        {
            body["version"] = version;
            (await world.Send(sender, receiver, message, body)).RefusedWith(body, 400, 0, "version");
        }

        // What is wrong next is told, so the version was not.
        (body["version"], body["flux_capacitor"]) = ("1.7.3", 1);
        (await world.Send(sender, receiver, message, body)).RefusedWith(body, 500, 0, "flux_capacitor");
    }

    [Theory]
    [MemberData(nameof(Signaling))]
    public async Task Sender_id_or_sender_asn_of_somebody_else_is_403_255_and_named(string message, string sender, Receiver receiver)
    {
        var (otherId, otherAsn) = (world.SenderId(sender == "op2" ? "op1" : "op2"), receiver == Receiver.Controller ? "64501" : "64502");
        foreach (var (attribute, other) in new[] { ("sender_id", otherId), ("sender_asn", "64999"), ("sender_asn", otherAsn) })
        {
            // What a pending member calls its ASN nobody has looked at yet, and op2's is op2's.
            if (attribute == "sender_asn" && (sender == "pending1" || other == Route.Asn(sender)))
                continue;
            var body = JsonNode.Parse(Body(message, sender, receiver))!.AsObject();
            body[attribute] = other;

            (await world.Send(sender, receiver, message, body)).RefusedWith(body, 403, 255, attribute);
        }
    }

    [Fact]
    public async Task Member_that_sends_more_than_its_budget_is_429_and_told_when_to_come_back()
    {
        world.Gateway.Consortium.Add(ConsortiumJson.Member("flooder", "customer", null, world.SenderId("flooder")));
        world.Gateway.WriteConsortium();
        await world.Gateway.Known("flooder");
        var (wire, body) = (world.From("flooder", Receiver.Orchestrator), Bodies.Heartbeat(world.SenderId("flooder"), "0").ToJsonString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var i = 0; i <= ConformanceWorld.Burst; i++)
                if (await wire.Post("heartbeat", body) is { Status: not 200 } refused)
                    return refused;
            return null;
        }));

        Assert.All(answers, a => Assert.Equal(429, a?.Status));
        Assert.All(answers, a => Assert.InRange(a!.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));

        // Other messages, and other members, have budgets of their own.
        (await wire.Post("mitigation_termination_request", Bodies.About(world.NewAlert(), world.SenderId("flooder"), "0"))).Refused(404, 255);
        (await From(Receiver.Orchestrator).Post("heartbeat", Heartbeat(Receiver.Orchestrator))).Accepted();
    }

    private static TheoryData<string, string, Receiver> Routes(Func<Route, bool> which)
    {
        var routes = new TheoryData<string, string, Receiver>();
        foreach (var route in Route.All.Where(which))
            routes.Add(route.Table, route.Sender, route.Receiver);
        return routes;
    }

    private Wire From(Receiver receiver) => world.From(receiver == Receiver.Orchestrator ? "op1" : "customer1", receiver);

    private JsonObject Heartbeat(Receiver receiver) =>
        receiver == Receiver.Orchestrator ? Bodies.Heartbeat(world.SenderId("op1"), "64501") : Bodies.Heartbeat(world.SenderId("customer1"), "0");

    private string Body(string message, string sender, Receiver receiver) => new Route(message, sender, receiver).Body(world, world.NewAlert()).ToJsonString();
}
