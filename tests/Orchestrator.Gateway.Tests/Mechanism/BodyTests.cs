using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Bodies that are no message: what is answered, and that nothing comes of them (mechanism, section 4).</summary>
public sealed class BodyTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const int RequestLimit = 4 << 20;
    private const int OtherLimit = 64 << 10;

    private static readonly Dictionary<string, string[]> Mandatory = new()
    {
        ["registration"] = ["customer_name", "ip_version", "protected_zone"],
        ["registration_cancelling"] = ["customer_id"],
        ["mitigation_request"] = ["version", "type", "alert_id", "sender_id", "sender_asn", "mitigation_action", "packet_header"],
        ["mitigation_status_updates"] = ["version", "alert_id", "sender_id", "sender_asn", "status"],
        ["mitigation_termination_request"] = ["version", "alert_id", "sender_id", "sender_asn"],
        ["heartbeat"] = ["version", "sender_id", "sender_asn"],
        ["mitigation_efficacy_updates"] = ["version", "alert_id", "sender_id", "sender_asn", "attack_status", "health"],
        ["mitigation_termination_status_acknowledgement"] = ["version", "alert_id", "sender_id", "sender_asn"],
        ["sighting_report"] = ["version", "sender_id", "sender_asn", "sighting_id", "seen"],
    };

    public static TheoryData<string> Messages => [.. Body.Messages];

    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow();

    private GatewayWorld World => shared.World;

    [Theory, MemberData(nameof(Messages))]
    public async Task Body_that_is_no_json_is_answered_by_the_two_error_attributes_alone(string message)
    {
        foreach (var body in new[] { "", "{", "{\"version\":", "[]", "null", "17", "{} {}", "{'version':1}", "{\"version\":\"1.0.0\",}", "\u0000", Body.Of(message, World).ToJsonString()[..^1] })
            (await Send(message, body)).Refused(400, 0).Unread();
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Body_with_a_doubled_member_is_refused_and_the_member_named(string message)
    {
        var body = Body.Of(message, World);
        var (name, value) = body.First();

        var answer = await Send(message, body.ToJsonString()[..^1] + $",\"{name}\":{value!.ToJsonString()}}}");

        answer.Refused(400, 0, name);
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Body_nested_deeper_than_16_is_refused(string message)
    {
        var body = Body.Of(message, World).ToJsonString();

        (await Send(message, body[..^1] + $",\"x\":{new string('[', 16)}{new string(']', 16)}}}")).Refused(400, 0);
        (await Send(message, new string('[', 10_000))).Refused(400, 0);
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Missing_attribute_is_refused_and_named_and_the_body_comes_back(string message)
    {
        foreach (var name in Mandatory[message])
        {
            var body = Body.Of(message, World);
            body.Remove(name);
            body["extensions"] ??= new JsonObject();

            var answer = (await World.Wire(Sender(message)).Post(message, body)).Refused(400, 0, name == "packet_header" ? "packet_header.dst_ip" : name);

            Assert.Equal(body["extensions"]!.ToJsonString(), answer.Body["extensions"]!.ToJsonString());
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Unknown_attribute_is_refused_by_500_and_named(string message)
    {
        var body = Body.Of(message, World);
        body["colour"] = "blue";

        var answer = (await World.Wire(Sender(message)).Post(message, body)).Refused(500, Invalid(message), "colour");

        Assert.Equal("blue", (string?)answer.Body["colour"]);
        await NothingCame(message, body);
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Attribute_of_another_type_is_refused_by_500_and_named(string message)
    {
        foreach (var name in Mandatory[message].Where(n => n is not "version" and not "customer_name"))
        {
            var body = Body.Of(message, World);
            body[name] = new JsonObject { ["an"] = "object" };
            if (name == "packet_header")
                body[name] = 17;

            (await World.Wire(Sender(message)).Post(message, body)).Refused(500, Invalid(message), name);
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Missing_attribute_goes_before_an_invalid_one(string message)
    {
        var body = Body.Of(message, World);
        body.Remove(Mandatory[message][^1]);
        body["colour"] = "blue";

        (await World.Wire(Sender(message)).Post(message, body)).Refused(400, 0);
    }

    [Theory, InlineData("2.0.0", 400), InlineData("1.7.9", 200), InlineData("0.9.0", 400)]
    public async Task Version_of_another_major_is_refused_and_of_another_minor_is_not(string version, int status)
    {
        var body = Body.Heartbeat(World);
        body["version"] = version;

        var answer = await World.Wire("op1").Post("heartbeat", body);

        if (status == 200)
            answer.Accepted();
        else
            answer.Refused(status, 0, "version");
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task Body_over_the_limit_is_refused_by_413_announced_or_in_chunks(string message)
    {
        var limit = message == "mitigation_request" ? RequestLimit : OtherLimit;
        var body = Body.Of(message, World).ToJsonString();
        var fits = body + new string(' ', limit - body.Length);

        (await Send(message, fits + " ")).Refused(413, 255).Unread();
        (await World.Wire(Sender(message)).Post(message, fits + " ", chunked: true)).Refused(413, 255).Unread();
        Assert.NotEqual(413, (await World.Wire(Sender(message)).Post(message, fits, chunked: true)).Status);
    }

    [Fact]
    public async Task Path_method_and_content_type_are_checked_in_this_order()
    {
        var body = Body.Heartbeat(World).ToJsonString();
        var wire = World.Wire("op1");

        (await wire.Post("Heartbeat", body, method: HttpMethod.Put, type: "text/plain")).Refused(404, 255).Unread();
        (await wire.Post("nothing", body)).Refused(404, 255).Unread();
        (await wire.Post("heartbeat", body, method: HttpMethod.Put, type: "text/plain")).Refused(405, 255).Unread();
        (await wire.Post("heartbeat", body, method: HttpMethod.Get)).Refused(405, 255).Unread();
        (await wire.Post("heartbeat", body, type: "text/plain")).Refused(415, 255).Unread();
        (await wire.Post("heartbeat", body, type: null)).Refused(415, 255).Unread();
        (await wire.Post("heartbeat", body, type: "application/json; charset=utf-8")).Accepted();
    }

    [Fact]
    public async Task Refused_change_of_a_request_leaves_the_accepted_one_as_it_was()
    {
        var alert = Body.NewAlert();
        var body = Body.Request(World, alert, "192.0.2.40");
        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();

        body["lifetime"] = 900;
        body["colour"] = "blue";
        (await World.Wire("op1").Post("mitigation_request", body)).Refused(500, 0);
        body.Remove("colour");
        body["packet_header"]!["dst_ip"] = "198.51.100.1";
        (await World.Wire("op1").Post("mitigation_request", body)).Refused(403, 255);

        var status = (await World.Status("op1", alert))!;
        Assert.Equal("192.0.2.40/32", status.Targets.Single().ToString());
        Assert.Equal(TimeSpan.FromHours(1), status.End - status.AcceptedAt);
    }

    private static string Sender(string message) => message is "mitigation_status_updates" or "sighting_report" ? "op2" : "op1";

    private static int Invalid(string message) => message.StartsWith("registration", StringComparison.Ordinal) ? 1 : 0;

    private Task<WireAnswer> Send(string message, string body) => World.Wire(Sender(message)).Post(message, body);

    private async Task NothingCame(string message, JsonObject body)
    {
        if (message == "registration")
            Assert.True(await shared.Registered("op1") is not { } registered || registered.At < _began);
        if (message == "mitigation_request")
            await shared.NothingAccepted((string)body["alert_id"]!);
    }
}
