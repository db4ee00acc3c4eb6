using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>Parts of an order as they stand on the wire (mechanism, section 2), for the journal and for the mitigator: one spelling of their members everywhere.</summary>
/// <typeparam name="T">A type of the mechanism's tables.</typeparam>
internal sealed class WireJson<T> : JsonConverter<T>
    where T : class
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var parsed = MechanismCodec.Parse<T>(JsonSerializer.SerializeToUtf8Bytes(document.RootElement));
        return parsed.IsAccepted ? parsed.Message : throw new JsonException(parsed.Refusal.Detail);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteRawValue(MechanismCodec.Encode(value), skipInputValidation: true);
}
