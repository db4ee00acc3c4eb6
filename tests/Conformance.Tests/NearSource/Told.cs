using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>A message that a controller was sent.</summary>
/// <param name="To">The member whose controller it was.</param>
internal sealed record Told(string To, Heard Heard, DateTimeOffset At)
{
    public string Message => Heard.Message;

    public JsonObject Body => Heard.Body;

    public string Target => (string?)(Body["packet_header"]?["dst_ip"] ?? Body["dst_ip"]) ?? "";

    public JsonObject? Engagement => Body["extensions"]?["orchestrator"]?["engagement"]?.AsObject();
}
