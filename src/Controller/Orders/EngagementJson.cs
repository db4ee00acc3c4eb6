using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>An engagement as it stands on the wire (mechanism, section 2), for the journal and for the mitigator: one spelling of its members everywhere.</summary>
internal sealed class EngagementJson : JsonConverter<EngagementOrder>
{
    public override EngagementOrder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var parsed = MechanismCodec.Parse<EngagementOrder>(JsonSerializer.SerializeToUtf8Bytes(document.RootElement));
        return parsed.IsAccepted ? parsed.Message : throw new JsonException(parsed.Refusal.Detail);
    }

    public override void Write(Utf8JsonWriter writer, EngagementOrder value, JsonSerializerOptions options) =>
        writer.WriteRawValue(MechanismCodec.Encode(value), skipInputValidation: true);
}
