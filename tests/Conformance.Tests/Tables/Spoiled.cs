using System.Globalization;
using System.Text.Json.Nodes;

namespace Conformance.Tests.Tables;

/// <summary>Bodies with one attribute changed.</summary>
internal static class Spoiled
{
    /// <summary>The object of a level, made where it is not there yet.</summary>
    public static JsonObject At(this JsonObject body, Level level)
    {
        var at = body;
        foreach (var part in level.Path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var isLast = level.Path.EndsWith(part, StringComparison.Ordinal);
            var (name, index) = part.Split('[') is [var array, var number] ? (array, int.Parse(number.TrimEnd(']'), CultureInfo.InvariantCulture)) : (part, -1);
            var seeded = isLast && level.Seed is { } seed ? JsonNode.Parse(seed)!.AsObject() : null;
            at = index < 0 ? Member(at, name, seeded) : Element(at, name, index, seeded ?? []);
        }

        return at;
    }

    private static JsonObject Member(JsonObject parent, string name, JsonObject? seeded)
    {
        if (seeded is not null)
            parent[name] = seeded;
        else if (parent[name] is null)
            parent[name] = name == "orchestrator" ? new JsonObject { ["version"] = 1 } : new JsonObject();
        return parent[name]!.AsObject();
    }

    private static JsonObject Element(JsonObject parent, string name, int index, JsonObject seeded)
    {
        if (parent[name] is not JsonArray array)
            parent[name] = array = [];
        if (index < array.Count)
            array[index] = seeded;
        else
            array.Add(seeded);
        return array[index]!.AsObject();
    }
}
