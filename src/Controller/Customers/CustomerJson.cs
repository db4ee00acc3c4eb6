using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>What is kept about customers, as the controller's journal has it. Messages stand in it as they stand on the wire.</summary>
internal static class CustomerJson
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new WireJson<MitigationRequest>(), new WireJson<Registration>(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static byte[] Write<T>(T value)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(new Stored<T>(SchemaVersion, value), Options);

    /// <exception cref="InvalidDataException">Written by another version, or not by this program.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<Stored<T>>(content, Options) is { SchemaVersion: SchemaVersion, Value: { } value }
                ? value
                : throw new InvalidDataException($"a stored {typeof(T).Name} is not of schema version {SchemaVersion}");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"a stored {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }

    private sealed record Stored<T>(int SchemaVersion, T? Value);
}
