using System.Text.Json.Nodes;

namespace Conformance.Tests.Worlds;

/// <summary>What a scripted end answers when a test says nothing else: the shortest that the mechanism allows.</summary>
internal static class Answer
{
    public static string Of(Heard heard, string senderId, string asn)
    {
        var answer = new JsonObject { ["version"] = "1.0.0", ["sender_id"] = senderId, ["sender_asn"] = asn };
        switch (heard.Message)
        {
            case "registration":
                return """{"customer_id":"op3","extensions":{"orchestrator":{"version":1,"member_id":"op3","state":"approved"}}}""";
            case "heartbeat":
                return answer.ToJsonString();
            case "mitigation_request" or "mitigation_efficacy_updates" or "mitigation_termination_request":
                (answer["alert_id"], answer["status"]) = (heard.Alert, heard.Message == "mitigation_termination_request" ? 2 : 1);
                if (heard.Body["extensions"]?["orchestrator"]?["engagement"] is JsonObject order)
                    answer["extensions"] = new JsonObject
                    {
                        ["orchestrator"] = new JsonObject
                        {
                            ["version"] = 1,
                            ["engagement"] = Bodies.Engagement((string)order["id"]!, (int)order["revision"]!, ("state", heard.Message == "mitigation_request" ? "active" : "ended")),
                        },
                    };
                return answer.ToJsonString();
            default:
                return "{}";
        }
    }
}
