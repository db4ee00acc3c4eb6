using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Addressing;
using Grains.Mitigations;

namespace Grains.Persistence;

/// <summary>
/// Sources as ["192.0.2.1/32", bits/s, packets/s, packets], what was not told null or left out at the end: a document may hold 100,000 of them, and names would
/// be most of it. Documents stored before hold {"prefix", "weight"}, and are read too.
/// </summary>
internal sealed class WeightedSourceJson : JsonConverter<WeightedSource>
{
    public override WeightedSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return JsonSerializer.Deserialize<Before>(ref reader, options) is { } before ? new(before.Prefix, before.Weight) : throw NoSource();
        var prefix = reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String
            ? JsonSerializer.Deserialize<Prefix>(ref reader, options)
            : throw NoSource();
        Span<double?> figures = stackalloc double?[3];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == figures.Length || reader.TokenType is not (JsonTokenType.Number or JsonTokenType.Null))
                throw NoSource();
            figures[count++] = reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();
        }

        return new(prefix, figures[0], figures[1], figures[2]);
    }

    public override void Write(Utf8JsonWriter writer, WeightedSource value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Prefix.ToString());
        ReadOnlySpan<double?> figures = [value.Bps, value.Pps, value.Packets];
        var told = figures.Length;
        while (told > 0 && figures[told - 1] is null)
            told--;
        foreach (var figure in figures[..told])
            if (figure is { } number)
                writer.WriteNumberValue(number);
            else
                writer.WriteNullValue();
        writer.WriteEndArray();
    }

    private static JsonException NoSource() => new("a source is an array of its prefix and at most three figures");

    private sealed record Before(Prefix Prefix, double Weight);
}
