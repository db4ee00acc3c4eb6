using System.Text.Json.Nodes;

namespace Conformance.Tests.Worlds;

/// <summary>A message that the product sent: its name, its head as far as the mechanism says something about it, and its body as it came.</summary>
internal sealed record Heard(string Message, string Head, bool IsDated, string Text)
{
    public JsonObject Body { get; } = JsonNode.Parse(Text)!.AsObject();

    public string Alert => (string?)Body["alert_id"] ?? "";
}
