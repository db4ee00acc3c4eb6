using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests;

/// <summary>Bodies as a peer would write them by hand, each good until a test spoils it.</summary>
internal static class Body
{
    public static readonly string[] Messages = ["registration", "registration_cancelling", "mitigation_request", "mitigation_status_updates", "mitigation_termination_request", "heartbeat",
        "mitigation_efficacy_updates", "mitigation_termination_status_acknowledgement", "sighting_report"];

    private static int _alerts;

    /// <summary>An alert id that nobody has used.</summary>
    public static string NewAlert() => Interlocked.Increment(ref _alerts).ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    public static JsonObject Of(string message, GatewayWorld world, string? alert = null) => message switch
    {
        "registration" => Registration(),
        "registration_cancelling" => Cancelling("op1"),
        "mitigation_request" => Request(world, alert ?? NewAlert()),
        "mitigation_status_updates" => Report(world, "op2", 64502, new string('c', 64), "op1:x:op2", "active", 1),
        "mitigation_termination_request" or "mitigation_termination_status_acknowledgement" => Termination(world, alert ?? NewAlert()),
        "mitigation_efficacy_updates" => Efficacy(world, alert ?? NewAlert()),
        "sighting_report" => Sighting(world),
        _ => Heartbeat(world),
    };

    public static JsonObject Request(GatewayWorld world, string alert, string target = "192.0.2.1", string member = "op1", uint asn = 64501) => new()
    {
        ["version"] = "1.0.0", ["type"] = "attack", ["alert_id"] = alert, ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}", ["mitigation_action"] = 1,
        ["packet_header"] = new JsonObject { ["dst_ip"] = target, ["protocols"] = "17", ["src_ports"] = "161" },
    };

    public static JsonObject Termination(GatewayWorld world, string alert, string member = "op1", uint asn = 64501) => new()
    {
        ["version"] = "1.0.0", ["alert_id"] = alert, ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}",
    };

    public static JsonObject Efficacy(GatewayWorld world, string alert, int health = 80, string attackStatus = "0", string member = "op1", uint asn = 64501)
    {
        var body = Termination(world, alert, member, asn);
        (body["attack_status"], body["health"]) = (attackStatus, health);
        return body;
    }

    public static JsonObject Heartbeat(GatewayWorld world, string member = "op1", uint asn = 64501) => new()
    {
        ["version"] = "1.0.0", ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}",
    };

    public static JsonObject Sighting(GatewayWorld world, string member = "op2", uint asn = 64502) => new()
    {
        ["version"] = "1.0.0", ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}", ["sighting_id"] = $"op1:{new string('c', 64)}/sighting/{new string('0', 16)}", ["seen"] = 0,
    };

    public static JsonObject Report(GatewayWorld world, string member, uint asn, string alert, string engagement, string state, long number, long bits = 0, int revision = 1) => Extended(
        new JsonObject
        {
            ["version"] = "1.0.0", ["alert_id"] = alert, ["sender_id"] = world.SenderId(member), ["sender_asn"] = $"{asn}", ["status"] = 1, ["malicious_total_bits"] = bits,
        },
        ("engagement", new JsonObject { ["id"] = engagement, ["revision"] = revision, ["state"] = state, ["report"] = number }));

    public static JsonObject Registration(string name = "op1", string zone = "192.0.2.0/24") => new()
    {
        ["customer_name"] = name, ["ip_version"] = "v4", ["protected_zone"] = new JsonArray(new JsonObject { ["index"] = 1, ["need_alias"] = "true", ["ipv4_CIDR"] = zone }),
    };

    public static JsonObject Cancelling(string customer) => new() { ["customer_id"] = customer, ["reasons"] = "moved away" };

    /// <summary>With the extensions, and these members in them.</summary>
    public static JsonObject Extended(JsonObject body, params (string Name, JsonNode Value)[] members)
    {
        var own = new JsonObject { ["version"] = 1 };
        foreach (var (name, value) in members)
            own[name] = value;
        body["extensions"] = new JsonObject { ["orchestrator"] = own };
        return body;
    }
}
