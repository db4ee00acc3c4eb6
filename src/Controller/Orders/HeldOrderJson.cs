using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>A held order as the controller's journal keeps it.</summary>
internal static class HeldOrderJson
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new MatchJson(), new PrefixJson(), new WireJson<EngagementOrder>(), new WireJson<AttackDescription>(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static byte[] Write(HeldOrder order) => JsonSerializer.SerializeToUtf8Bytes(new Stored(SchemaVersion, order), Options);

    /// <exception cref="InvalidDataException">Written by another version, or not by this program.</exception>
    public static HeldOrder Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(content, Options) is { SchemaVersion: SchemaVersion, Order: { } order }
                ? order
                : throw new InvalidDataException($"a stored order is not of schema version {SchemaVersion}");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"a stored order cannot be read: {e.Message}", e);
        }
    }

    private sealed record Stored(int SchemaVersion, HeldOrder? Order);
}
