namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Date, and the order of the checks before a body is read (mechanism, section 4).</summary>
public sealed class DateTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    public static TheoryData<string> Messages => [.. Body.Messages];

    [Theory, MemberData(nameof(Messages))]
    public async Task Message_without_a_date_is_refused_by_400(string message)
    {
        var body = Body.Of(message, World);

        (await World.Wire("op1").Post(message, body.ToJsonString(), dated: false)).Refused(400, 0, "Date").Unread();

        Assert.Null(await shared.Registered("op1"));
        if (message == "mitigation_request")
            await shared.NothingAccepted((string)body["alert_id"]!);
    }

    [Theory]
    [InlineData(-90)]
    [InlineData(90)]
    [InlineData(-86_400)]
    public async Task Stale_date_is_refused_by_403_with_the_servers_time_and_the_skew(int seconds)
    {
        var body = Body.Request(World, Body.NewAlert());

        var answer = (await World.Wire("op1").Post("mitigation_request", body, TimeProvider.System.GetUtcNow().AddSeconds(seconds))).Refused(403, 255, "Date").Unread();

        Assert.InRange(DateTimeOffset.Parse((string)answer.Body["server_time"]!, System.Globalization.CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().AddSeconds(-20), TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.InRange((double)answer.Body["skew_s"]!, seconds - 2, seconds + 1);
        await shared.NothingAccepted((string)body["alert_id"]!);
    }

    [Theory]
    [InlineData(-55)]
    [InlineData(55)]
    public async Task Date_within_60_s_is_accepted(int seconds) =>
        (await World.Wire("op1").Post("heartbeat", Body.Heartbeat(World), TimeProvider.System.GetUtcNow().AddSeconds(seconds))).Accepted();

    [Fact]
    public async Task Each_check_goes_before_the_next()
    {
        World.Issue("nobody");
        using var anonymous = new Wire(World.Url, null);
        var (nobody, op1) = (World.Wire("nobody"), World.Wire("op1"));
        var stale = TimeProvider.System.GetUtcNow().AddHours(-1);
        var large = new string('x', (64 << 10) + 1);

        (await anonymous.Post("heartbeat", large, stale, type: "text/plain")).Refused(415, 255);
        (await anonymous.Post("heartbeat", large, stale)).Refused(413, 255);
        (await anonymous.Post("heartbeat", "x", stale)).Refused(401, 255);
        (await nobody.Post("heartbeat", "x", dated: false)).Refused(400, 0, "Date");
        (await nobody.Post("heartbeat", "x", stale)).Refused(403, 255, "Date");
        (await nobody.Post("heartbeat", "x")).Refused(403, 255, "register");
        (await op1.Post("heartbeat", "x")).Refused(400, 0);

        var body = Body.Request(World, Body.NewAlert(), "198.51.100.1");
        body["sender_id"] = World.SenderId("op2");
        body["mitigation_action"] = 2;
        body["colour"] = "blue";
        body.Remove("version");
        (await op1.Post("mitigation_request", body)).Refused(400, 0, "version");
        body["version"] = "1.0.0";
        (await op1.Post("mitigation_request", body)).Refused(500, 0, "colour");
        body.Remove("colour");
        (await op1.Post("mitigation_request", body)).Refused(403, 255, "sender_id");
        body["sender_id"] = World.SenderId("op1");
        (await op1.Post("mitigation_request", body)).Refused(403, 255, "198.51.100.1");
        body["packet_header"]!["dst_ip"] = "192.0.2.1";
        (await op1.Post("mitigation_request", body)).Refused(500, 4, "mitigation_action");
    }
}
