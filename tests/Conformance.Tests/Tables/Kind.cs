namespace Conformance.Tests.Tables;

/// <summary>What an attribute may hold (mechanism, section 3): JSON texts that are taken, and such that are not.</summary>
/// <param name="Good">Empty where only the sender's own value will do: it is in every message anyway.</param>
internal sealed record Kind(string[] Good, string[] Wrong)
{
    // "Numbers as strings accepted where the draft says number and the other way round": only other shapes are no text, and no number.
    private static readonly string[] NoText = ["{}", """["a"]"""];
    private static readonly string[] NoNumber = ["\"many\"", "{}", "[1]", "true"];

    public static readonly Kind Text = new(["\"some words\""], NoText);
    public static readonly Kind Name = new(["\"a-name\""], ["{}", "[]"]);
    public static readonly Kind Hash = new([], ["\"abc\"", $"\"{new string('g', 64)}\"", $"\"{new string('a', 65)}\"", "{}"]);
    public static readonly Kind Asn = new([], ["\"AS64501\"", "\"4294967296\"", "\"-1\"", "{}"]);
    public static readonly Kind Count = new(["0", "12", "\"12\""], [.. NoNumber, "-1", "1.5"]);

    // What op2 says last is what plans have: room for everybody else's orders.
    public static readonly Kind Entries = Count with { Good = ["0", "100000", "\"100000\""] };
    public static readonly Kind Rate = new(["\"1000\"", "1000"], ["\"fast\"", "\"-1\"", "{}", "[]"]);
    public static readonly Kind Seconds = new(["600", "\"600\"", "0"], [.. NoNumber, "-1", "1.5"]);
    public static readonly Kind Share = new(["0", "0.25", "1"], [.. NoNumber, "-0.1", "1.1"]);
    public static readonly Kind Cost = new(["2.5"], [.. NoNumber, "-1"]);
    public static readonly Kind Health = new(["0", "100", "\"50\""], [.. NoNumber, "101", "-1"]);
    public static readonly Kind ErrorReason = new(["0", "255", "\"3\""], NoNumber);
    public static readonly Kind Ordinal = new(["1", "\"1\""], [.. NoNumber, "-1", "1.5"]);
    public static readonly Kind Epoch = new(["1790000000", "\"1790000000\""], [.. NoNumber, "-1", "\"2026-11-20T03:07:27Z\""]);
    public static readonly Kind Milliseconds = new(["1790000000000"], [.. NoNumber, "-1"]);
    public static readonly Kind Instant = new(["\"2026-11-20T03:07:27Z\"", "\"2026-11-20T03:07:27.5+01:00\""], ["1790000000", "\"yesterday\"", "\"2026-11-20\"", "{}"]);
    public static readonly Kind Flag = new(["\"true\"", "\"false\"", "true", "false"], ["\"perhaps\"", "{}", "[]"]);
    public static readonly Kind YesNo = new(["0", "1", "\"1\""], ["2", "\"perhaps\"", "{}"]);
    public static readonly Kind OrNull = new(["\"null\"", "null"], NoText);
    public static readonly Kind Ports = new(["\"53\"", "\"1024-65535\"", "\"53,123\"", "\"\""], ["\"65536\"", "\"9-1\"", "\"http\"", "\"53, 123\"", "{}", "[53]"]);
    public static readonly Kind Protocols = new(["\"17\"", "\"6,17\"", "17"], ["\"256\"", "\"-1\"", "\"all of them\"", "{}", "[17]"]);
    public static readonly Kind Octets = new(["\"0\"", "\"255\""], ["\"256\"", "\"x\"", "{}", "[0]"]);
    public static readonly Kind Dscp = new(["\"0\"", "\"63\""], ["\"64\"", "\"x\"", "{}", "[0]"]);
    public static readonly Kind DscpNumber = new(["0", "63", "\"46\""], ["64", "\"x\"", "{}"]);
    public static readonly Kind IpFlags = new(["2", "\"2\""], ["\"x\"", "8", "{}"]);
    public static readonly Kind TcpFlagBits = new(["2", "\"18\""], ["\"x\"", "-1", "{}"]);
    public static readonly Kind TcpFlags = new(["\"SYN\"", "\"SYN,RST\"", "\"NULL\""], ["\"CARRY\"", "{}", "[]"]);
    public static readonly Kind Fragments = new(["\"DF\"", "\"IsF\"", "\"FF\"", "\"LF\""], ["\"MF\"", "{}", "[]"]);
    public static readonly Kind Base64 = new(["\"AAEC\""], ["\"no base64!\"", "\"AAE\"", "{}"]);
    public static readonly Kind Prefixes = new(["\"203.0.113.7\"", "\"203.0.113.0/28,198.51.100.7\"", "\"\""], ["\"203.0.113.1/24\"", "\"203.0.113.256\"", "\"203.0.113.0/33\"", "{}", "[]"]);
    public static readonly Kind Prefix = new(["\"203.0.113.7\"", "\"203.0.113.0/28\"", "\"2001:db8::/32\""], ["\"203.0.113.1/24\"", "\"203.0.113.256\"", "\"somewhere\"", "{}"]);
    public static readonly Kind IPv4Zone = new([], ["\"2001:db8::/32\"", "\"192.0.2.1/24\"", "\"192.0.2.0/33\"", "{}"]);
    public static readonly Kind IPv6Zone = new([], ["\"192.0.2.0/24\"", "\"2001:db8::1/64\"", "\"2001:db8::/129\"", "{}"]);
    public static readonly Kind IpVersion = new(["\"v4\"", "\"v4,v6\""], ["\"v5\"", "\"4\"", "{}", "\"\""]);
    public static readonly Kind Attack = new(["\"attack\""], ["\"drill\"", "{}"]);
    public static readonly Kind Https = new([], ["\"http://192.0.2.1/\"", "\"ftp://192.0.2.1/\"", "\"here\"", "{}"]);
    public static readonly Kind Nested = new([], ["\"x\"", "1", "[]"]);
    public static readonly Kind List = new([], ["\"x\"", "1", "{}", "[1]"]);

    /// <summary>One of these words, or the other forms that are accepted.</summary>
    public static Kind Words(params string[] good) => new(good, ["\"none of them\"", "{}", "[]", "99"]);

    /// <summary>The same as an array of words.</summary>
    public static Kind Array(params string[] good) => new(good, ["{}", "[{}]", "\"x\"", "[\"none of them\"]"]);

    /// <summary>The same kind with other values that fit this attribute.</summary>
    public Kind As(params string[] good) => this with { Good = good };
}
