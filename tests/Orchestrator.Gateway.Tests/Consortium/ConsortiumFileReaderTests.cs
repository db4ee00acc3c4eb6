using System.Text;
using System.Text.Json.Nodes;
using Grains.Consortium;
using Orchestrator.Gateway.Consortium;

namespace Orchestrator.Gateway.Tests.Consortium;

/// <summary>consortium.json is taken whole or not at all, with every problem named (contracts, consortium.json).</summary>
public sealed class ConsortiumFileReaderTests
{
    private static readonly string Key = new('a', 64);

    [Fact]
    public void Sample_of_the_contract_is_read()
    {
        var (file, problems) = Read("""
            { "name": "n", "visibility": "totals", "members": [
              { "id": "op1", "kind": "operator", "operator": null, "state": "approved", "max_scope": ["/24", "/48"], "asns": [64501, 4294967295], "zones": ["192.0.2.0/24", "2001:db8::/48"],
                "evidence": "by whom", "keys": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], "pskIdentities": ["op1"], "users": [{"name": "n", "pbkdf2": "pbkdf2-sha256$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}],
                "addresses": ["198.51.100.0/24"], "roles": {"x": ["viewer"]}, "noc": "n", "agreement": "v1" },
              { "id": "c1", "kind": "customer", "operator": "op1", "state": "pending" } ] }
            """);

        Assert.Empty(problems);
        var op1 = file!.Members[0];
        Assert.Equal((Visibility.Totals, 24, 48, 2, 2), (file.Visibility, op1.MaxScopeV4, op1.MaxScopeV6, op1.Asns.Length, op1.Zones.Length));
        Assert.Equal(Key, op1.Keys.Single());
        Assert.Equal([new MemberUser("n", "pbkdf2-sha256$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")], op1.Users.ToArray());
        Assert.Equal([new RoleGrant("x", Role.Viewer)], op1.Roles.ToArray());
        Assert.Equal(("op1", MemberState.Pending, 32, 128), (file.Members[1].Operator, file.Members[1].State, file.Members[1].MaxScopeV4, file.Members[1].MaxScopeV6));
    }

    [Fact]
    public void User_of_two_members_is_refused_and_no_password_gets_into_a_problem()
    {
        var (file, problems) = Read("""
            { "name": "n", "visibility": "totals", "members": [
              { "id": "a", "kind": "customer", "state": "pending", "users": [{"name": "noc", "pbkdf2": "pbkdf2-sha256$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}] },
              { "id": "b", "kind": "customer", "state": "pending", "users": [{"name": "noc", "pbkdf2": "a clear password"}] } ] }
            """);

        Assert.Null(file);
        Assert.Contains(problems, p => p.Contains("user 'noc' stands there 2 times", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, p => p.Contains("clear", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id", "\"Op 1\"", "members[0].id")]
    [InlineData("id", "17", "members[0].id")]
    [InlineData("id", "\"\"", "members[0].id")]
    [InlineData("kind", "\"carrier\"", "members[0].kind")]
    [InlineData("state", "\"Approved\"", "members[0].state")]
    [InlineData("max_scope", "[\"/23\"]", "members[0].max_scope")]
    [InlineData("max_scope", "[\"24\"]", "members[0].max_scope")]
    [InlineData("max_scope", "\"/24\"", "members[0].max_scope")]
    [InlineData("asns", "[0]", "members[0].asns")]
    [InlineData("asns", "[4294967296]", "members[0].asns")]
    [InlineData("asns", "[\"64501\"]", "members[0].asns")]
    [InlineData("zones", "[\"192.0.2.1/24\"]", "members[0].zones")]
    [InlineData("zones", "[17]", "members[0].zones")]
    [InlineData("evidence", "\"\"", "members[0].evidence")]
    [InlineData("keys", "[\"abc\"]", "members[0].keys")]
    [InlineData("addresses", "[\"x\"]", "members[0].addresses")]
    [InlineData("roles", "[\"viewer\"]", "members[0].roles")]
    [InlineData("roles", "{\"x\":\"viewer\"}", "members[0].roles.x")]
    [InlineData("roles", "{\"x\":[\"Viewer\"]}", "members[0].roles.x: 'Viewer'")]
    [InlineData("roles", "{\"x\":[17]}", "members[0].roles.x")]
    [InlineData("users", "[{\"name\":\"a:b\",\"pbkdf2\":\"x\"}]", "members[0].users[0].name")]
    [InlineData("users", "[{\"name\":\"noc\",\"pbkdf2\":\"secret\"}]", "members[0].users[0].pbkdf2")]
    [InlineData("users", "[{\"name\":\"noc\"}]", "members[0].users[0].pbkdf2")]
    [InlineData("users", "[{\"name\":\"noc\",\"password\":\"secret\"}]", "members[0].users[0].password")]
    [InlineData("colour", "\"blue\"", "members[0].colour")]
    [InlineData("operator", "\"nobody\"", "nobody")]
    [InlineData("noc", "\"\\ud800\"", "surrogate")]
    public void Problem_is_named_with_its_place_and_the_file_refused(string name, string value, string named)
    {
        var member = Member("op1", Key);
        member[name] = JsonNode.Parse(value);

        var (file, problems) = Read(File(member));

        Assert.Null(file);
        Assert.Contains(problems, p => p.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_role_has_its_word()
    {
        var member = Member("op1", Key);
        member["roles"] = new JsonObject { [Key.ToUpperInvariant()] = new JsonArray("viewer", "responder", "approver", "member administrator", "consortium administrator") };

        Assert.Equal(Enum.GetValues<Role>().Select(r => new RoleGrant(Key, r)), Read(File(member)).File!.Members[0].Roles);
    }

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var (one, two) = (Member("op1", Key), Member("op1", Key));
        (one["zones"], one["asns"], two["state"], two["colour"]) = (new JsonArray("192.0.2.1/24", "x"), new JsonArray(0), "gone", "blue");

        var (file, problems) = Read(File(one, two));

        Assert.Null(file);
        foreach (var named in new[] { "192.0.2.1/24", "'x'", "members[0].asns: 0", "members[1].state: 'gone'", "members[1].colour", "id 'op1'", $"key '{Key}'" })
            Assert.Contains(problems, p => p.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Participants_of_an_exchange_are_read_and_bad_ones_refused_with_all_else()
    {
        var (exchange, customer) = (Member("ix", Key), ConsortiumJson.Member("c", "customer", null, new string('b', 64)));
        exchange["participants"] = new JsonArray(64510, 4294967295);

        Assert.Equal([64510u, 4294967295u], Read(File(exchange)).File!.Members[0].Participants.AsEnumerable());

        exchange["participants"] = new JsonArray(64510, 64510, 0, "AS1");
        customer["participants"] = new JsonArray(64510);
        var (file, problems) = Read(File(exchange, customer));

        Assert.Null(file);
        foreach (var named in new[] { "members[0].participants: 0 is", "members[0].participants: AS1 is", "members[0].participants: 64510 stands there 2 times", "members[1].participants: only an operator" })
            Assert.Contains(problems, p => p.Contains(named, StringComparison.Ordinal));

        exchange["participants"] = new JsonArray([.. Enumerable.Range(1, 10_001).Select(n => (JsonNode)n)]);
        Assert.Contains("at most 10000", Assert.Single(Read(File(exchange)).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"name\":\"n\",\"name\":\"n\",\"visibility\":\"none\",\"members\":[]}")]
    [InlineData("{\"visibility\":\"none\",\"members\":[]}")]
    [InlineData("{\"name\":\"n\",\"visibility\":\"none\"}")]
    [InlineData("{\"name\":\"n\",\"visibility\":\"all\",\"members\":[]}")]
    [InlineData("{\"name\":\"n\",\"visibility\":\"none\",\"members\":{}}")]
    [InlineData("{\"name\":\"n\",\"visibility\":\"none\",\"members\":[17]}")]
    [InlineData("{\"name\":\"n\",\"visibility\":\"none\",\"members\":[],\"x\":[[[[[[[[[[]]]]]]]]]]}")]
    public void File_of_another_shape_is_refused(string text)
    {
        var (file, problems) = Read(text);

        Assert.Null(file);
        Assert.NotEmpty(problems);
    }

    private static (ConsortiumFile? File, System.Collections.Immutable.ImmutableArray<string> Problems) Read(string text) => ConsortiumFileReader.Read(Encoding.UTF8.GetBytes(text));

    private static JsonObject Member(string id, string key) => ConsortiumJson.Member(id, "operator", 64501, key, "192.0.2.0/24");

    // As text: the escapes that a test wants must arrive as they are.
    private static string File(params JsonObject[] members) =>
        "{\"name\":\"n\",\"visibility\":\"none\",\"members\":[" + string.Join(',', members.Select(m => "{" + string.Join(',', m.Select(p => $"\"{p.Key}\":{Text(p.Value)}")) + "}")) + "]}";

    private static string Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<System.Text.Json.JsonElement>(out var element) ? element.GetRawText() : value?.ToJsonString() ?? "null";
}
