using System.Text.Json;
using System.Text.Json.Nodes;
using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Scenario;

/// <summary>
/// The operators of a data directory that was used before: they stay as they are, whatever attack is played next, as long as they are networks of the Internet it
/// is played on.
/// </summary>
internal static class StoredCast
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whom the file names; null where it is missing, or does not go with this Internet.</summary>
    public static Cast? Read(string consortiumFile, SimulatedInternet internet)
    {
        if (Members(consortiumFile) is not { } members)
            return null;
        var parts = Enumerable.Range(1, Cast.Size).Select(n => PartOf($"op{n}", members)).OfType<Part>().ToArray();
        return parts.Length == Cast.Size && parts.All(p => internet.HomeOf(p.V4) == p.Asn && internet.HomeOf(p.V6) == p.Asn) ? new Cast([.. parts]) : null;
    }

    /// <summary>Gives the operators and customer1 of the file, where there is one, the ASes and zones of this cast; everything else in it stays.</summary>
    public static void Write(string consortiumFile, Cast cast)
    {
        if (Members(consortiumFile) is not { } members)
            return;
        foreach (var part in cast.Parts)
            Set(members, part.Name, [part.Asn], part.Prefixes);
        Set(members, "customer1", null, cast.CustomerPrefixes);
        var temporary = consortiumFile + ".new";
        File.WriteAllText(temporary, members.Root.ToJsonString(Indented));
        File.Move(temporary, consortiumFile, overwrite: true);
    }

    private static JsonArray? Members(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))?["members"] as JsonArray : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The orchestrator says what is wrong with it.
            return null;
        }
    }

    private static Part? PartOf(string name, JsonArray members)
    {
        if (Find(members, name) is not { } member || member["asns"] is not JsonArray { Count: > 0 } asns || member["zones"] is not JsonArray zones)
            return null;
        var prefixes = zones.Select(z => z is JsonValue v && v.TryGetValue(out string? text) && Prefix.TryParse(text, out var p, out _) ? p : (Prefix?)null).OfType<Prefix>().ToArray();
        var (v4, v6) = (Array.FindIndex(prefixes, p => p is { IsIPv4: true, Length: 24 }), Array.FindIndex(prefixes, p => p is { IsIPv6: true, Length: 48 }));
        return v4 >= 0 && v6 >= 0 && asns[0] is JsonValue number && number.TryGetValue(out uint asn) ? new(name, asn, prefixes[v4], prefixes[v6]) : null;
    }

    private static void Set(JsonArray members, string name, uint[]? asns, IEnumerable<Prefix> zones)
    {
        if (Find(members, name) is not { } member)
            return;
        if (asns is not null)
            member["asns"] = new JsonArray([.. asns.Select(a => (JsonNode)a)]);
        member["zones"] = new JsonArray([.. zones.Select(z => (JsonNode)z.ToString())]);
    }

    private static JsonObject? Find(JsonArray members, string name) => members.OfType<JsonObject>().FirstOrDefault(m => m["id"] is JsonValue v && v.TryGetValue(out string? id) && id == name);
}
