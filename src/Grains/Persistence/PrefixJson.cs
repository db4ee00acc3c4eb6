using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Addressing;

namespace Grains.Persistence;

/// <summary>Prefixes as their canonical text.</summary>
internal sealed class PrefixJson : JsonConverter<Prefix>
{
    public override Prefix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Prefix.TryParse(reader.GetString(), out var prefix, out var error) ? prefix : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, Prefix value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
