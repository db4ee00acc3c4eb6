using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grains.Persistence;

/// <summary>How documents are written: JSON with a schemaVersion, enumerations as words, no CLR names.</summary>
public static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            MaxDepth = 32,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new PrefixJson());
        options.Converters.Add(new PortRangeJson());
        options.Converters.Add(new TrafficMatchJson());
        options.Converters.Add(new WeightedSourceJson());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
