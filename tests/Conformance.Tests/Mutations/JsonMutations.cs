using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Conformance.Tests.Mutations;

/// <summary>Changes that keep the body JSON: members removed, renamed, doubled, of another type, with a value from elsewhere or from the edge of what is allowed.</summary>
/// <param name="words">Values that matter here: addresses of others, prefixes that are too wide, ids.</param>
internal sealed class JsonMutations(IReadOnlyList<string> words)
{
    private const int Kinds = 12;

    private static readonly string[] Edges =
    [
        "\"\"", "\" \"", "null", "true", "false", "0", "-1", "1", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "1e30", "0.1", "[]", "{}", "[[]]", "[null]", "[{}]",
        "\"null\"", "\"true\"", "\"0\"", "\"-1\"", "\"65536\"", "\"1-0\"", "\"0-65535\"", "\"1,2,3\"", "\",\"", "\"all\"", "\"v4\"", "\"v6\"", "\"v5\"", "\"2.0.0\"", "\"1.9.9\"", "\"1\"",
        "\"0.0.0.0/0\"", "\"::/0\"", "\"0.0.0.0\"", "\"::\"", "\"127.0.0.1\"", "\"255.255.255.255\"", "\"224.0.0.1\"", "\"::ffff:192.0.2.1\"", "\"192.0.2.1/24\"", "\"192.0.2.0/33\"", "\"1.2.3\"", "\"01.2.3.4\"",
        "\"2001:db8::1%eth0\"", "\"2001:db8::/129\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\r\\nX: y\"", "\"../../etc\"", "\"'; --\"", "\"%s%n\"", "\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"",
        "253402300799", "253402300800", "-62135596801", "\"SYN,ACK\"", "\"NULL\"", "\"blackhole\"", "\"manual\"", "\"broadcast\"", "\"ended\"", "\"declined\"", "2", "3", "255", "256", "100", "101",
    ];

    /// <summary>Members that say who, what and whose.</summary>
    private static readonly HashSet<string> Telling =
    [
        "dst_ip", "src_ips", "alert_id", "sender_id", "sender_asn", "customer_id", "customer_name", "ipv4_CIDR", "ipv6_address", "DNS_name", "destination_ip", "source_ip", "tunnel_information", "next_hop", "operators", "prefix",
        "id", "member", "subject", "zone", "key",
    ];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    /// <summary>The changed body, or null when it is no JSON to begin with.</summary>
    /// <param name="other">Another body, of whatever message: its values may come over.</param>
    public byte[]? Apply(byte[] body, byte[] other, Random random, out string name)
    {
        name = "";
        if (Read(body) is not { } root)
            return null;
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var kind = random.Next(Kinds);
        name = Change(kind, root, nodes, other, random);
        var text = root.ToJsonString(Relaxed);
        if (kind == 0)
            text = Doubled(text, random);
        return Encoding.UTF8.GetBytes(text);
    }

    private string Change(int kind, JsonNode root, List<JsonNode> nodes, byte[] other, Random random)
    {
        // The root has no parent and stays.
        var node = nodes[random.Next(nodes.Count)];
        switch (kind)
        {
            case 0:
                return "double-member";
            case 1:
                Remove(node);
                return "remove";
            case 2:
                Rename(node, random);
                return "rename";
            case 3 or 4 or 5:
                Replace(node, JsonNode.Parse(Edges[random.Next(Edges.Length)], documentOptions: Reading));
                return "edge";
            case 6 or 7 when words.Count > 0:
                var telling = nodes.Where(n => Telling.Contains(NameOf(n) ?? "")).ToArray();
                Replace(telling.Length > 0 && random.Next(3) > 0 ? telling[random.Next(telling.Length)] : node, Word(random));
                return "word";
            case 8:
                Replace(node, node.GetValueKind() == JsonValueKind.String ? Unquoted((string)node!) : JsonValue.Create(node.ToJsonString()));
                return "retype";
            case 9:
                Replace(node, random.Next(2) == 0 ? new JsonArray(node.DeepClone()) : new JsonObject { ["x"] = node.DeepClone() });
                return "wrap";
            case 10 when Read(other) is { } donor:
                Swap(root, nodes, donor, random);
                return "swap";
            default:
                Grow(nodes, random);
                return "grow";
        }
    }

    private JsonNode Word(Random random) => random.Next(4) == 0
        ? JsonValue.Create(string.Join(',', Enumerable.Range(0, random.Next(2, 5)).Select(_ => words[random.Next(words.Count)])))
        : JsonValue.Create(words[random.Next(words.Count)]);

    private static JsonNode? Unquoted(string text) => long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : new JsonArray(JsonValue.Create(text));

    /// <summary>A value goes where its name is another's in the other message too, or anywhere.</summary>
    private static void Swap(JsonNode root, List<JsonNode> nodes, JsonNode donor, Random random)
    {
        var given = new List<JsonNode>();
        Collect(donor, given);
        var gift = given[random.Next(given.Count)];
        var name = NameOf(gift);
        var same = nodes.Where(n => name is not null && NameOf(n) == name).ToArray();
        if (same.Length > 0 && random.Next(3) > 0)
            Replace(same[random.Next(same.Length)], gift.DeepClone());
        else if (random.Next(2) == 0 && root is JsonObject top && name is not null)
            top[name] = gift.DeepClone();
        else
            Replace(nodes[random.Next(nodes.Count)], gift.DeepClone());
    }

    private static void Grow(List<JsonNode> nodes, Random random)
    {
        var places = nodes.Where(n => n is JsonArray or JsonObject).ToArray();
        if (places.Length == 0)
            return;
        switch (places[random.Next(places.Length)])
        {
            case JsonArray { Count: > 0 } list:
                for (var times = random.Next(30) == 0 ? 2000 : random.Next(1, 6); times > 0; times--)
                    list.Add(list[0]?.DeepClone());
                break;
            case JsonArray list:
                list.Add(JsonNode.Parse(Edges[random.Next(Edges.Length)], documentOptions: Reading));
                break;
            case JsonObject members:
                for (var times = random.Next(30) == 0 ? 1500 : random.Next(1, 4); times > 0; times--)
                    members[random.Next(3) == 0 ? "extensions" : $"x{random.Next(100_000)}"] = JsonNode.Parse(Edges[random.Next(Edges.Length)], documentOptions: Reading);
                break;
        }
    }

    private static void Rename(JsonNode node, Random random)
    {
        if (node.Parent is not JsonObject parent || NameOf(node) is not { } name)
            return;
        parent.Remove(name);
        var others = parent.Select(p => p.Key).ToArray();
        var to = random.Next(5) switch
        {
            0 => name.ToUpperInvariant(),
            1 => name + " ",
            2 => "",
            3 when others.Length > 0 => others[random.Next(others.Length)],
            _ => "extensions",
        };
        parent[to] = node;
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonObject parent && NameOf(node) is { } name)
            parent.Remove(name);
        else if (node.Parent is JsonArray list)
            list.Remove(node);
    }

    private static void Replace(JsonNode node, JsonNode? value)
    {
        if (node.Parent is JsonObject parent && NameOf(node) is { } name)
            parent[name] = value;
        else if (node.Parent is JsonArray list)
            list[list.IndexOf(node)] = value;
    }

    private static string? NameOf(JsonNode node) => node.Parent is JsonObject ? node.GetPropertyName() : null;

    // No node can hold a member twice: the text can.
    private static string Doubled(string text, Random random)
    {
        var at = text.IndexOf('"', random.Next(text.Length));
        var colon = at < 0 ? -1 : text.IndexOf("\":", at + 1, StringComparison.Ordinal);
        return colon < 0 || text.AsSpan(at + 1, colon - at - 1).ContainsAny("\"{}[],")
            ? text
            : text.Insert(at, text[at..colon] + "\":" + Edges[random.Next(Edges.Length)] + ",");
    }

    private static JsonNode? Read(byte[] body)
    {
        if (!Utf8.IsValid(body))
            return null;
        try
        {
            var root = JsonNode.Parse(body, documentOptions: Reading);
            if (root is not JsonObject { Count: > 0 })
                return null;
            // Members that stand there twice, and text that is no Unicode, only show when it is taken apart.
            var nodes = new List<JsonNode>();
            Collect(root, nodes);
            return nodes.Count > 0 && nodes.TrueForAll(n => n.GetValueKind() != JsonValueKind.String || (string?)n is not null) ? root : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> into)
    {
        if (node.Parent is not null)
            into.Add(node);
        if (node is JsonObject members)
            foreach (var (_, value) in members)
                if (value is not null)
                    Collect(value, into);
        if (node is JsonArray list)
            foreach (var value in list)
                if (value is not null)
                    Collect(value, into);
    }
}
