using System.Text.Json.Nodes;
using Support;

namespace Orchestrator.Gateway.Tests.Administration;

/// <summary>What administrators do over /admin/, who may, and what is told when they may not or ask wrongly.</summary>
public sealed class AdministrationTests(AdministeredGateway gateway) : IClassFixture<AdministeredGateway>
{
    [Fact]
    public async Task Stopped_asker_is_refused_with_who_when_and_why_until_it_is_resumed()
    {
        var stopped = await gateway.Admin("admin1", "stop", new() { ["scope"] = "asker", ["subject"] = "op1", ["why"] = "asks for the wrong thing" });
        Assert.Equal(200, stopped.Status);
        Assert.Equal(("asker", "op1", "admin1"), ((string?)stopped.Body["stops"]![0]!["scope"], (string?)stopped.Body["stops"]![0]!["subject"], (string?)stopped.Body["stops"]![0]!["by"]));

        var refused = await gateway.World.Wire("op1").Post("mitigation_request", Body.Request(gateway.World, Body.NewAlert()));
        refused.Refused(403, 255);
        Assert.Contains("asker op1 was stopped by admin1", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("asks for the wrong thing", refused.Detail, StringComparison.Ordinal);
        Assert.Single((await gateway.Admin("op1", "stops", [])).Body["stops"]!.AsArray());

        var resumed = await gateway.Admin("admin1", "resume", new() { ["scope"] = "asker", ["subject"] = "op1", ["why"] = "sorted out" });
        Assert.Empty(resumed.Body["stops"]!.AsArray());
        (await gateway.World.Wire("op1").Post("mitigation_request", Body.Request(gateway.World, Body.NewAlert()))).Accepted();
        var told = await gateway.Ledger();
        Assert.Contains(told, t => t.StartsWith($$"""stopped {"by":"admin1","key":"{{gateway.World.SenderId("admin1")}}","from":"127.0.0.1","why":"asks for the wrong thing","scope":"asker","subject":"op1"}""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspended_member_is_refused_until_it_is_approved_again()
    {
        Assert.Equal("suspended", (string?)(await gateway.Admin("op2", "suspend", new() { ["member"] = "customer1", ["why"] = "unpaid" })).Body["state"]);
        Assert.Contains("suspended", (await gateway.World.Wire("customer1").Post("heartbeat", Body.Heartbeat(gateway.World, "customer1", 0))).Detail, StringComparison.Ordinal);

        var approved = await gateway.Admin("op2", "approve", new() { ["member"] = "customer1", ["zones"] = new JsonArray("192.0.2.128/26"), ["evidence"] = "contract 18", ["why"] = "paid" });
        Assert.Equal(("approved", "192.0.2.128/26"), ((string?)approved.Body["state"], (string?)approved.Body["zones"]![0]));
        (await gateway.World.Wire("customer1").Post("heartbeat", Body.Heartbeat(gateway.World, "customer1", 0))).Accepted();
    }

    [Fact]
    public async Task Claim_is_decided()
    {
        var granted = await gateway.Admin("op2", "decide", new() { ["member"] = "op3", ["zone"] = "198.51.100.64/26", ["granted"] = true, ["why"] = "both announce it" });

        Assert.Contains("198.51.100.64/26", granted.Body["zones"]!.AsArray().Select(z => (string?)z));
    }

    [Theory]
    [InlineData("op1", "stop", """{"scope":"all","why":"x"}""", "no consortium administrator")]
    [InlineData("op2", "stop", """{"scope":"all","why":"x"}""", "no consortium administrator")]
    [InlineData("op3", "approve", """{"member":"op1","why":"x"}""", "no approver for")]
    [InlineData("op1", "suspend", """{"member":"op2","why":"x"}""", "no approver for")]
    [InlineData("op3", "token", """{"member":"op2","why":"x"}""", "no administrator of op2")]
    [InlineData("op2", "remove_key", """{"member":"op1","key":"x","why":"x"}""", "no administrator of op1")]
    [InlineData("customer1", "stops", "{}", "has no role")]
    [InlineData("stranger", "stops", "{}", "no member has the key")]
    public async Task Who_may_not_is_refused(string by, string command, string body, string named)
    {
        var answer = await gateway.Admin(by, command, (JsonObject)JsonNode.Parse(body)!);

        Assert.Equal(403, answer.Status);
        Assert.Contains(named, (string?)answer.Body["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_certificate_nobody_administers()
    {
        using var wire = new Wire(gateway.World.Url, null);

        var answer = await wire.PostTo("admin/stops", "{}");

        Assert.Equal(401, answer.Status);
        Assert.Contains("no client certificate", (string?)answer.Body["error"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", """{"scope":"asker","subject":"op1"}""", "why: missing")]
    [InlineData("stop", """{"scope":"world","why":"x"}""", "scope: expected one of all, asker, operator, mitigation")]
    [InlineData("stop", """{"scope":"asker","subject":"op9","why":"x"}""", "no member 'op9'")]
    [InlineData("stop", """{"scope":"all","why":" "}""", "a reason is needed")]
    [InlineData("stop", """{"scope":"all","why":"x","colour":"blue"}""", "colour: unknown")]
    [InlineData("stop", """{"scope":"all","scope":"asker","why":"x"}""", "not JSON")]
    [InlineData("stop", """["all"]""", "one JSON object")]
    [InlineData("stop", """{"scope":"all","why":"x","\u001b[2Jy":1}""", " [2Jy: unknown")]
    [InlineData("stop", """{"scope":"asker","subject":"op\n9","why":"x"}""", "no member 'op 9'")]
    [InlineData("stop", """{"scope":"all","why":"\ud800"}""", "why: expected text")]
    [InlineData("stop", """{"why":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "not JSON")]
    [InlineData("approve", """{"member":"op1","why":"x","zones":["192.0.2.1/24"]}""", "zones: expected a list of prefixes")]
    [InlineData("approve", """{"member":"op1","why":"x","asns":[0]}""", "asns: expected a list of AS numbers")]
    [InlineData("approve", """{"member":"op1","why":"x","zones":["192.0.2.0/23"]}""", "evidence")]
    [InlineData("decide", """{"member":"op1","why":"x","zone":"x","granted":"yes"}""", "granted: expected true or false")]
    [InlineData("token", """{"member":"op9","why":"x","kind":"carrier"}""", "kind: expected")]
    [InlineData("token", """{"member":"op9","why":"x","lifetime":5}""", "a token is good for")]
    [InlineData("token", """{"member":"a..b","why":"x"}""", "name in a certificate")]
    public async Task Bad_input_is_named(string command, string body, string named)
    {
        WireAnswer answer;
        do
            answer = await gateway.World.Wire("admin1").PostTo("admin/" + command, body);
        while (answer.Status == 429);

        Assert.Equal(400, answer.Status);
        Assert.Contains(named, (string?)answer.Body["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_paths_methods_types_and_sizes_are_refused()
    {
        var wire = gateway.World.Wire("op2");

        Assert.Equal(404, (await wire.PostTo("admin/reboot", "{}")).Status);
        Assert.Equal(405, (await wire.Get("admin/stops")).Status);
        Assert.Equal(415, (await wire.PostTo("admin/stops", "{}", "text/plain")).Status);
        Assert.Equal(413, (await wire.PostTo("admin/stops", new string(' ', 300_000))).Status);
    }

    [Theory]
    [InlineData("admin/approve", "{\"member\":\"op1\",\"why\":\"x\",\"zones\":[\"\u00ff\"]}")]
    [InlineData("admin/stop", "{\"scope\":\"all\",\"\u0080\":1}")]
    [InlineData("enroll", "{\"token\":\"\u00c0\",\"csr\":\"x\"}")]
    public async Task Body_that_is_not_utf8_is_refused(string path, string latin1)
    {
        await using var raw = await RawHttps.Connect(gateway.World.Url.Port, gateway.World.Certificates["admin1"]);

        await raw.Send($"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {latin1.Length}\r\nConnection: close\r\n\r\n{latin1}");

        var answer = await raw.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("not UTF-8", answer);
    }

    [Theory]
    [InlineData("admin/stops")]
    [InlineData("enroll")]
    public async Task Chunk_of_a_size_that_is_none_is_refused_without_a_stack_trace(string path)
    {
        string answer;
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do
        {
            await using var raw = await RawHttps.Connect(gateway.World.Url.Port, gateway.World.Certificates["admin1"]);
            await raw.Send($"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}\r\n0\r\n\r\n");
            answer = await raw.ReadToEnd();
        }
        while (answer.StartsWith("HTTP/1.1 429", StringComparison.Ordinal) && await pause.WaitForNextTickAsync());

        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("not sent as HTTP wants it", answer);
    }

    [Fact]
    public async Task Budget_of_administration_is_its_members_own()
    {
        WireAnswer answer;
        do
            answer = await gateway.World.Wire("op3").PostTo("admin/stops", "{}");
        while (answer.Status == 200);

        Assert.Equal(429, answer.Status);
        Assert.NotNull(answer.RetryAfter);
        (await gateway.World.Wire("op3").Post("heartbeat", Body.Heartbeat(gateway.World, "op3", 64503))).Accepted();
        Assert.Equal(200, (await gateway.Admin("op1", "stops", [])).Status);
    }
}
