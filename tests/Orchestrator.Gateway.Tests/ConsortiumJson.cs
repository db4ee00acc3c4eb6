using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Tests;

/// <summary>A consortium.json under a test's hands.</summary>
internal sealed class ConsortiumJson
{
    private readonly JsonObject _file;

    public ConsortiumJson(Func<string, string> key)
    {
        _file = new JsonObject
        {
            ["name"] = "test", ["visibility"] = "names",
            ["members"] = new JsonArray(
                Member("op1", "operator", 64501, key("op1"), "192.0.2.0/24", "2001:db8:1::/48"), Member("op2", "operator", 64502, key("op2"), "198.51.100.0/24"),
                Member("op3", "operator", 64503, key("op3"), "203.0.113.0/24"), Member("customer1", "customer", null, key("customer1"), "192.0.2.128/25")),
        };
        this["customer1"]["operator"] = "op1";
    }

    public string Visibility { set => _file["visibility"] = value; }

    public JsonObject this[string member] => Members.OfType<JsonObject>().Single(m => (string?)m["id"] == member);

    private JsonArray Members => _file["members"]!.AsArray();

    public ConsortiumJson Add(JsonObject member)
    {
        Members.Add(member);
        return this;
    }

    public static JsonObject Member(string id, string kind, uint? asn, string key, params string[] zones) => new()
    {
        ["id"] = id, ["kind"] = kind, ["state"] = "approved", ["asns"] = asn is { } known ? new JsonArray(known) : [], ["zones"] = new JsonArray([.. zones.Select(z => JsonValue.Create(z))]),
        ["evidence"] = "made by a test", ["keys"] = new JsonArray(key),
    };

    public override string ToString() => _file.ToJsonString();
}
