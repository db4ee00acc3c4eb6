using System.Globalization;
using System.Net;

namespace Hosting.Settings;

/// <summary>The types a single value may have: one row a type, with what a person is told to write.</summary>
internal static class ScalarParser
{
    private static readonly Dictionary<Type, (string Expected, Func<string, object?> Parse)> Rows = new()
    {
        [typeof(string)] = ("text", s => s),
        [typeof(bool)] = ("true or false", s => bool.TryParse(s, out var v) ? v : null),
        [typeof(int)] = ("a whole number", s => int.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v : null),
        [typeof(long)] = ("a whole number", s => long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v : null),
        [typeof(double)] = ("a number", s => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v : null),
        [typeof(Uri)] = ("an absolute URL", s => Uri.TryCreate(s, UriKind.Absolute, out var v) && v.Host.Length > 0 ? v : null),
        [typeof(IPEndPoint)] = ("an address and a port, e.g. 192.0.2.1:8443 or [::]:8443", Endpoint),
    };

    public static bool Knows(Type type) => type.IsEnum || Rows.ContainsKey(type);

    public static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}" : Rows[type].Expected;
    }

    public static object? Parse(Type type, string text)
    {
        if (!type.IsEnum)
            return Rows[type].Parse(text);
        // By name only: numbers would let values in that nobody named.
        var name = Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static object? Endpoint(string text)
    {
        // IPEndPoint accepts a bare address as port 0, and ::1:8443 as an address: a port must be written out, IPv6 in brackets.
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (host.Contains(':', StringComparison.Ordinal) && !(host.StartsWith('[') && host.EndsWith(']')))
            return null;
        return colon >= 0 && IPEndPoint.TryParse(text, out var endpoint) ? endpoint : null;
    }
}
