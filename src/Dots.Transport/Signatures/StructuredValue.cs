using System.Globalization;

namespace Dots.Transport.Signatures;

/// <summary>Types of a bare item (RFC 9651, section 3.3).</summary>
internal enum StructuredKind
{
    Integer,
    Decimal,
    String,
    Token,
    Bytes,
    Boolean,
}

/// <summary>A bare item of a structured field.</summary>
/// <param name="Text">As it is serialized. The reader takes canonical items only, so what came is what a signature covers.</param>
internal readonly record struct StructuredValue(StructuredKind Kind, string Text)
{
    internal static StructuredValue Of(string text) => new(StructuredKind.String, $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    internal static StructuredValue Of(long number) => new(StructuredKind.Integer, number.ToString(CultureInfo.InvariantCulture));

    internal static StructuredValue Of(ReadOnlySpan<byte> bytes) => new(StructuredKind.Bytes, $":{Convert.ToBase64String(bytes)}:");

    /// <summary>The text of a string; null for other types.</summary>
    internal string? AsString => Kind == StructuredKind.String ? Unescaped(Text.AsSpan(1, Text.Length - 2)) : null;

    /// <summary>The number of an integer; null for other types.</summary>
    internal long? AsInteger => Kind == StructuredKind.Integer ? long.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    /// <summary>The bytes of a byte sequence; null for other types.</summary>
    internal byte[]? AsBytes => Kind == StructuredKind.Bytes ? Convert.FromBase64String(Text[1..^1]) : null;

    private static string Unescaped(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();
        var plain = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            plain.Append(text[i] == '\\' ? text[++i] : text[i]);
        return plain.ToString();
    }
}

/// <summary>A parameter of an item or list.</summary>
internal readonly record struct StructuredParameter(string Key, StructuredValue Value);

/// <summary>An item with its parameters.</summary>
internal sealed record StructuredItem(StructuredValue Value, IReadOnlyList<StructuredParameter> Parameters);

/// <summary>A member of a dictionary: an item, or, with <see cref="Items"/>, an inner list.</summary>
internal sealed record StructuredMember(string Key, StructuredValue Value, IReadOnlyList<StructuredItem>? Items, IReadOnlyList<StructuredParameter> Parameters);
