using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>A request with every fault there is: as they are mended one by one, the answers come in the order of the checks (mechanism, section 4).</summary>
[Collection(OneWorld.Name)]
public sealed class OrderOfChecksTests(ConformanceWorld world)
{
    [Theory]
    [InlineData("op1", "customer1", "64501", "suspended1", Receiver.Orchestrator, "192.0.2.200", "198.51.100.1")]
    [InlineData("customer1", "customer2", "0", "observer1", Receiver.Controller, "203.0.113.200", "192.0.2.1")]
    public async Task Checks_are_made_in_their_order(string asker, string other, string asn, string refused, Receiver receiver, string taken, string foreign)
    {
        var (alert, othersAlert) = (world.NewAlert(), world.NewAlert());
        (await world.Send(other, receiver, "mitigation_request", Bodies.Request(othersAlert, world.SenderId(other), "0", taken))).Accepted();
        var body = Bodies.Request(alert, world.SenderId(asker), "64999", foreign);
        (body["mitigation_action"], body["flux_capacitor"]) = (2, 1);
        body["current_throughputs"] = new JsonObject { ["bps"] = $"{Contract.Bps}" };
        body.Remove("type");
        var now = TimeProvider.System.GetUtcNow();
        var (path, method, type, size, sender, dated, date) = ("mitigation", HttpMethod.Put, "text/plain", (4 << 20) + 1, "nobody", false, now.AddHours(-1));

        await Unread(404);
        path = "mitigation_request";
        await Unread(405);
        method = HttpMethod.Post;
        await Unread(415);
        type = "application/json";
        await Unread(413);
        size = 0;
        await Unread(401);
        sender = refused;
        await Unread(400);
        dated = true;
        Assert.NotNull((await Post()).Unread().Body["server_time"]);
        date = now;
        await Unread(403);
        sender = asker;
        await Read(400, 0, "type");
        body["type"] = "attack";
        await Read(500, 0, "flux_capacitor");
        body.Remove("flux_capacitor");
        await Read(403, 255, "sender_asn");
        body["sender_asn"] = asn;
        await Read(403, 255, foreign);
        body["packet_header"]!["dst_ip"] = taken;
        await Read(403, 255, "thresholds_bps");
        body.Remove("current_throughputs");
        await Read(500, 4, "mitigation_action");
        body["mitigation_action"] = 1;
        await Read(409, 3, taken);
        (await world.Send(other, receiver, "mitigation_termination_request", Bodies.About(othersAlert, world.SenderId(other), "0"))).Accepted();
        await ConformanceWorld.Until(async () => (await Post()).Status == 200);
        (await world.Send(asker, receiver, "mitigation_termination_request", Bodies.About(alert, world.SenderId(asker), asn))).Accepted();

        Task<WireAnswer> Post() => world.From(sender, receiver).Post(path, body.ToJsonString().PadRight(size), date, type, dated, method: method);

        async Task Unread(int status) => (await Post()).RefusedUnread(status);

        async Task Read(int status, int reason, string named) => (await Post()).RefusedWith(body, status, reason, named);
    }
}
