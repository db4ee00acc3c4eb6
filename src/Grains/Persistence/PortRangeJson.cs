using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Scopes;

namespace Grains.Persistence;

/// <summary>Port ranges as text: "53", "1024-65535".</summary>
internal sealed class PortRangeJson : JsonConverter<PortRange>
{
    public override PortRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PortRange.TryParse(reader.GetString(), out var range) ? range : throw new JsonException("not a range of ports");

    public override void Write(Utf8JsonWriter writer, PortRange value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
