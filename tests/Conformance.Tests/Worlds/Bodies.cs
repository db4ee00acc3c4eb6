using System.Text.Json.Nodes;

namespace Conformance.Tests.Worlds;

/// <summary>Bodies with what is mandatory and nothing else (mechanism, section 3), each good until a test spoils it.</summary>
internal static class Bodies
{
    public static JsonObject Registration(string name, string zone) => new()
    {
        ["customer_name"] = name, ["ip_version"] = "v4", ["protected_zone"] = new JsonArray(new JsonObject { ["index"] = 1, ["ipv4_CIDR"] = zone }),
    };

    public static JsonObject Cancelling(string customerId) => new() { ["customer_id"] = customerId };

    public static JsonObject Heartbeat(string senderId, string asn) => new() { ["version"] = "1.0.0", ["sender_id"] = senderId, ["sender_asn"] = asn };

    /// <summary>Of a termination and its acknowledgement.</summary>
    public static JsonObject About(string alert, string senderId, string asn) => new() { ["version"] = "1.0.0", ["alert_id"] = alert, ["sender_id"] = senderId, ["sender_asn"] = asn };

    public static JsonObject Request(string alert, string senderId, string asn, string target) => new()
    {
        ["version"] = "1.0.0", ["type"] = "attack", ["alert_id"] = alert, ["sender_id"] = senderId, ["sender_asn"] = asn, ["mitigation_action"] = 1,
        ["packet_header"] = new JsonObject { ["dst_ip"] = target },
    };

    public static JsonObject Efficacy(string alert, string senderId, string asn)
    {
        var body = About(alert, senderId, asn);
        (body["attack_status"], body["health"]) = ("0", 80);
        return body;
    }

    public static JsonObject Status(string alert, string senderId, string asn)
    {
        var body = About(alert, senderId, asn);
        body["status"] = 1;
        return body;
    }

    public static JsonObject SightingRequest(string senderId, string asn)
    {
        var body = Heartbeat(senderId, asn);
        (body["sighting_id"], body["dst_ip"], body["deadline"]) = ("s-1", "203.0.113.129", TimeProvider.System.GetUtcNow().AddSeconds(5).ToUnixTimeMilliseconds());
        return body;
    }

    public static JsonObject SightingReport(string senderId, string asn)
    {
        var body = Heartbeat(senderId, asn);
        (body["sighting_id"], body["seen"], body["bps"], body["pps"]) = ("s-1", 1, 1000, 10);
        return body;
    }

    /// <summary>With this extension of the project's.</summary>
    public static JsonObject Extended(JsonObject body, string name, JsonNode value)
    {
        if (body["extensions"]?["orchestrator"] is not JsonObject own)
            body["extensions"] = new JsonObject { ["orchestrator"] = own = new JsonObject { ["version"] = 1 } };
        own[name] = value;
        return body;
    }

    public static JsonObject Engagement(string id, int revision, params (string Name, JsonNode Value)[] more)
    {
        var engagement = new JsonObject { ["id"] = id, ["revision"] = revision };
        foreach (var (name, value) in more)
            engagement[name] = value;
        return engagement;
    }
}
