using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;

namespace Controller.Detection;

/// <summary>The JSON that FastNetMon hands to its notify script on standard input: "action", "ip", "attack_details" with rates in bytes/s and packets/s.</summary>
internal static class FastNetMonJson
{
    private const int BitsPerByte = 8;

    /// <returns>What it says; null: not about an attack that comes in.</returns>
    /// <exception cref="FormatException">Not such a document; says what and where.</exception>
    public static Notice? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("expected a JSON object");
            var on = Text(root, "action") switch
            {
                "ban" => true,
                "unban" => false,
                var other => throw new FormatException($"action: expected ban or unban; found {other ?? "none"}"),
            };
            // Whole hostgroups and networks have no single target.
            if (Text(root, "alert_scope") is { } scope && scope != "host")
                return null;
            if (!Prefix.TryParse(Text(root, "ip"), out var target, out var error))
                throw new FormatException($"ip: {error}");
            var details = root.TryGetProperty("attack_details", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            return on && Text(details, "attack_direction") is "outgoing" ? null : new(Of(target, details), on);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Sample Of(Prefix target, JsonElement details) => new()
    {
        Target = target,
        Pps = Number(details, "total_incoming_pps"),
        Bps = Number(details, "total_incoming_traffic") * BitsPerByte,
        Connections = Number(details, "total_incoming_flows"),
        AttackTypes = Text(details, "attack_type") is { Length: > 0 and <= 64 } type && type is not "unknown" && !type.Any(c => char.IsControl(c) || c == ',') ? [type] : [],
        Protocols = Protocol(Text(details, "attack_protocol")),
    };

    private static ImmutableArray<byte> Protocol(string? name) => name switch
    {
        "icmp" => [1],
        "tcp" => [6],
        "udp" => [17],
        _ => [],
    };

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= 1e17
            ? number
            : null;
}

/// <param name="On">Whether the attack is on or over.</param>
internal sealed record Notice(Sample Sample, bool On);
