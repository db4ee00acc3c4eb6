using System.Globalization;
using System.Text;

namespace Conformance.Tests.Mutations;

/// <summary>Changes of what stands around the body: request line, headers, framing.</summary>
internal static class HeaderMutations
{
    /// <summary>Those after which the connection goes on as before.</summary>
    public static readonly (string Name, Action<Shot, Random> Apply)[] Kept =
    [
        ("method", (s, r) => s.Method = One(r, "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "post", "TRACE", "BREW")),
        ("path-case", (s, _) => s.Path = s.Path.ToUpperInvariant()),
        ("path-slash", (s, _) => s.Path += "/"),
        ("path-below", (s, _) => s.Path += "/x"),
        ("path-query", (s, r) => s.Path += One(r, "?", "?a=b", "?%00", "?" + new string('q', 3000))),
        ("path-dots", (s, r) => s.Path = One(r, "/x/..", "/./", "//", "/%2e%2e", "/..;/") + s.Path),
        ("path-escape", (s, r) => s.Path = s.Path.Replace("_", One(r, "%5f", "%5F", "%255f"), StringComparison.Ordinal)),
        ("path-other", (s, r) => s.Path = One(r, "/", "/dots", "/dots/api", "/dots/api/", "/dots/api/nothing", "/admin", "/admin/", "/admin/reboot", "/dots/api/heartbeat", "/dots/api/registration", "/dots/api/sighting_request")),
        ("type", (s, r) => s.Set("Content-Type", One(r, "text/plain", "application/json; charset=utf-16", "application/json;charset=\"utf-8\"", "application/json; charset", "APPLICATION/JSON", "application/*", "*/*", "application/jsonx", "application/json, text/plain", ";", "a", new string('t', 2000)))),
        ("no-type", (s, _) => s.Remove("Content-Type")),
        ("types", (s, _) => s.Add("Content-Type", "text/plain")),
        ("encoding", (s, r) => s.Add("Content-Encoding", One(r, "gzip", "identity", "br, gzip", ""))),
        ("no-date", (s, _) => s.Remove("Date")),
        ("date", (s, r) => s.Set("Date", One(r, "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", "", "0", "Thu, 01 Jan 1970 00:00:00 +0100", "1764177000", new string('9', 500)))),
        ("dates", (s, _) => s.Add("Date", "Thu, 01 Jan 1970 00:00:00 GMT")),
        ("chunked", (s, r) => s.Chunk = r.Next(1, 400)),
        ("expect", (s, _) => s.Add("Expect", "100-continue")),
        ("more", (s, r) => s.Add(One(r, "X-Forwarded-For", "Authorization", "Signature", "Signature-Input", "Content-Digest", "Cookie", "Range", "If-Match", "Accept", "X-HTTP-Method-Override"), One(r, "", "1", "Basic Og==", "dots=()", "sha-256=:AA==:", "\t x \t", new string('v', 1000)))),
    ];

    /// <summary>Those after which nobody knows where the next request begins: sent on a connection of their own.</summary>
    public static readonly (string Name, Action<Shot, Random> Apply)[] Breaking =
    [
        ("length-more", (s, r) => s.Length = (s.Body.Length + r.Next(1, 100)).ToString(CultureInfo.InvariantCulture)),
        ("length-less", (s, r) => s.Length = r.Next(0, Math.Max(1, s.Body.Length)).ToString(CultureInfo.InvariantCulture)),
        ("length-odd", (s, r) => s.Length = One(r, "-1", "", "x", "1e3", "99999999999999999999", "4194305", "9223372036854775807", "0x10", " 5 5 ", "+5")),
        ("length-twice", (s, _) => s.Add("Content-Length", "7")),
        ("length-and-chunks", (s, _) => (s.Chunk, s.Length) = (50, s.Body.Length.ToString(CultureInfo.InvariantCulture))),
        ("chunks-odd", (s, r) => (s.Chunk, s.ChunkSize) = (50, One(r, "zz", "-5", "ffffffffffffffff", "7fffffff", "", "5;x=y", "0"))),
        ("coding-odd", (s, r) => s.Add("Transfer-Encoding", One(r, "gzip", "identity", "chunked, chunked", "xchunked", ""))),
        ("version", (s, r) => s.Version = One(r, "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTQ/1.1", "", "http/1.1")),
        ("no-host", (s, _) => s.Remove("Host")),
        ("host", (s, r) => s.Set("Host", One(r, "", "a b", "localhost:99999", "[::1", "evil.example", "\u0001"))),
        ("many", (s, _) =>
        {
            for (var i = 0; i < 100; i++)
                s.Add($"X-{i}", "1");
        }),
        ("huge", (s, _) => s.Add("X-Huge", new string('h', 40_000))),
        ("odd-header", (s, r) => s.Raw = One(r, "no colon", ": empty", "X Y: z", " folded: x", "X: a\0b", "X: \u00ff\u00fe", "X:\rY: z")),
        ("line-only", (s, _) => s.Cut = 1),
        ("cut", (s, r) => s.Cut = r.Next(1, 400)),
        ("garbage", (s, r) =>
        {
            s.Garbage = new byte[r.Next(1, 600)];
            r.NextBytes(s.Garbage);
        }),
        ("close", (s, _) => s.Add("Connection", "close")),
        ("upgrade", (s, _) => (s.Raw, s.Length) = ("Connection: Upgrade\r\nUpgrade: websocket", null)),
        ("absolute", (s, r) => s.Path = One(r, "https://localhost" + s.Path, "http://evil.example" + s.Path, "*", "localhost:1", new string('/', 9000))),
        ("connect", (s, _) => s.Method = "CONNECT"),
        ("odd-path", (s, r) => s.Path += One(r, "%00", "%", "%zz", "\u00e9", " x", "\\..", "#f")),
    ];

    private static string One(Random random, params string[] values) => values[random.Next(values.Length)];
}

/// <summary>A request as it will go onto the wire.</summary>
internal sealed class Shot(string endpoint, byte[] body)
{
    private readonly List<(string Name, string Value)> _headers = [("Host", "localhost"), ("Content-Type", "application/json")];

    /// <summary>The message or command it was made of.</summary>
    public string Endpoint { get; } = endpoint;

    public byte[] Body { get; set; } = body;

    public string Method { get; set; } = "POST";

    public string Path { get; set; } = "/" + endpoint;

    /// <summary>The message or command that the path names as a server reads it: unescaped, and for administration in whatever case.</summary>
    public string Name => Uri.UnescapeDataString(Path.Split('?', '#')[0]).TrimEnd('/').Split('/')[^1].ToLowerInvariant();

    public string Version { get; set; } = "HTTP/1.1";

    /// <summary>Content-Length as text; null: the body's.</summary>
    public string? Length { get; set; }

    /// <summary>Bytes in a chunk; 0: not in chunks.</summary>
    public int Chunk { get; set; }

    /// <summary>Said of the second chunk instead of its size.</summary>
    public string? ChunkSize { get; set; }

    /// <summary>A line among the headers.</summary>
    public string? Raw { get; set; }

    /// <summary>Bytes after which the sender is gone; 0: none.</summary>
    public int Cut { get; set; }

    /// <summary>Sent instead of everything.</summary>
    public byte[]? Garbage { get; set; }

    /// <summary>What was done to it, in order.</summary>
    public List<string> Trail { get; } = [];

    /// <summary>Whether something else than the body was changed.</summary>
    public bool IsOdd { get; set; }

    /// <summary>Whether it has a connection to itself, which nobody can use after it.</summary>
    public bool IsAlone { get; set; }

    public void Set(string name, string value)
    {
        Remove(name);
        Add(name, value);
    }

    public void Add(string name, string value) => _headers.Add((name, value));

    public void Remove(string name) => _headers.RemoveAll(h => h.Name == name);

    public byte[] ToBytes()
    {
        if (Garbage is not null)
            return Garbage;
        var head = new StringBuilder(256).Append(Method).Append(' ').Append(Path).Append(' ').Append(Version).Append("\r\n");
        foreach (var (name, value) in _headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (Raw is not null)
            head.Append(Raw).Append("\r\n");
        if (Chunk > 0)
            head.Append("Transfer-Encoding: chunked\r\n");
        if (Chunk == 0 || Length is not null)
            head.Append("Content-Length: ").Append(Length ?? Body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        byte[] all = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Chunk > 0 ? Chunks() : Body];
        return Cut > 0 && Cut < all.Length ? all[..Cut] : all;
    }

    /// <summary>Bounded, and enough to send it again: head as text, body in base64 where it is no plain text.</summary>
    public override string ToString()
    {
        var bytes = ToBytes();
        var shown = bytes[..Math.Min(bytes.Length, 4096)];
        var isText = shown.All(b => b is >= 32 and < 127 or 10 or 13);
        return $"[{string.Join(' ', Trail)}] {bytes.Length} bytes{(bytes.Length > shown.Length ? ", the first 4096" : "")}: {(isText ? Encoding.ASCII.GetString(shown) : "base64 " + Convert.ToBase64String(shown))}";
    }

    private byte[] Chunks()
    {
        var all = new List<byte>(Body.Length + 64);
        var second = false;
        foreach (var chunk in Body.Chunk(Chunk))
        {
            all.AddRange(Encoding.ASCII.GetBytes((second && ChunkSize is not null ? ChunkSize : chunk.Length.ToString("x", CultureInfo.InvariantCulture)) + "\r\n"));
            all.AddRange(chunk);
            all.AddRange("\r\n"u8);
            second = true;
        }

        all.AddRange("0\r\n\r\n"u8);
        return [.. all];
    }
}
