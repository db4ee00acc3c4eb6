using System.Text.Json.Nodes;

namespace Conformance.Tests.Tables;

/// <summary>A body changed by a JSON merge patch (RFC 7396).</summary>
internal static class Patch
{
    public static JsonObject Patched(this JsonObject body, string patch)
    {
        Apply(body, JsonNode.Parse(patch)!.AsObject());
        return body;
    }

    private static void Apply(JsonObject to, JsonObject patch)
    {
        foreach (var (name, value) in patch)
            if (value is null)
                to.Remove(name);
            else if (value is JsonObject members)
            {
                if (to[name] is not JsonObject inner)
                    to[name] = inner = [];
                Apply(inner, members);
            }
            else
                to[name] = value.DeepClone();
    }
}
