using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>Text for people: bounded, and of one line unless said otherwise, because it ends in logs and consoles.</summary>
/// <param name="minimum">Shortest, in bytes.</param>
/// <param name="maximum">Longest, in bytes.</param>
internal sealed class PlainText(int minimum, int maximum, bool manyLines = false) : Text<string>
{
    public override string Expects { get; } = string.Create(CultureInfo.InvariantCulture, $"not a text of {minimum} to {maximum} bytes{(manyLines ? "" : " without control characters")}");

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out string value)
    {
        value = "";
        if (text.Length < minimum || text.Length > maximum || (!manyLines && (text.ContainsAnyInRange((byte)0, (byte)0x1f) || text.Contains((byte)0x7f))))
            return false;
        value = Encoding.UTF8.GetString(text);
        return true;
    }

    public override string Print(string value) => value;
}

/// <summary>A text that may be "null" (or the literal): nothing given.</summary>
internal sealed class NullableText(Text<string> text) : Text<string?>
{
    public override string Expects => text.Expects;

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.String or JsonTokenType.Null;

    public override bool TryParse(ReadOnlySpan<byte> utf8, ref Input input, out string? value)
    {
        value = null;
        return utf8.SequenceEqual("null"u8) || text.TryParse(utf8, ref input, out value);
    }

    public override string Print(string? value) => value ?? "null";
}

/// <summary>A SHA-256 as 64 hex digits; kept and sent in lower case.</summary>
internal sealed class HashText : Text<string>
{
    public const int Digits = 64;

    public override string Expects => "not 64 hex digits";

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out string value)
    {
        value = "";
        if (text.Length != Digits)
            return false;
        foreach (var digit in text)
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        value = string.Create(Digits, text, static (to, from) =>
        {
            for (var at = 0; at < Digits; at++)
                to[at] = char.ToLowerInvariant((char)from[at]);
        });
        return true;
    }

    public override string Print(string value) => value;
}

/// <summary>An instant as RFC 3339 prints it; an offset is required.</summary>
internal sealed class InstantText : Text<DateTimeOffset>
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public override string Expects => "not a time of RFC 3339 (2026-11-20T03:07:27Z)";

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out DateTimeOffset value)
    {
        value = default;
        return text.Length is >= 20 and <= 40 && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-')
            && DateTimeOffset.TryParseExact(Encoding.UTF8.GetString(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    public override string Print(DateTimeOffset value) => Rfc3339(value);

    public static string Rfc3339(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A base address of a peer: https, a host, no user, query or fragment.</summary>
internal sealed class HttpsText : Text<Uri>
{
    private const int Longest = 2048;

    public override string Expects => "not an absolute https URL without user, query and fragment";

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out Uri value)
    {
        value = null!;
        if (text.Length > Longest || text.ContainsAnyInRange((byte)0, (byte)0x20)
            || !Uri.TryCreate(Encoding.UTF8.GetString(text), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps
            || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return false;
        value = uri;
        return true;
    }

    public override string Print(Uri value) => value.AbsoluteUri;
}
