using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>One value as text, whether it stands alone, in a CSV or in an array.</summary>
internal abstract class Text<TValue>
{
    /// <summary>Room for every text that is formatted without a string.</summary>
    public const int Short = 32;

    /// <summary>What is wrong with what is not accepted: "not 64 hex digits".</summary>
    public abstract string Expects { get; }

    /// <summary>Whether a JSON number, or the literal true, false or null, is taken for the text that it prints as (mechanism, section 3).</summary>
    public virtual bool TakesToken(JsonTokenType token) => token == JsonTokenType.String;

    public abstract bool TryParse(ReadOnlySpan<byte> text, ref Input input, out TValue value);

    public abstract string Print(TValue value);

    /// <summary>Prints into at least <see cref="Short"/> bytes without making a string; false where only <see cref="Print"/> can. Orders may carry 100,000 sources.</summary>
    public virtual bool TryFormat(TValue value, Span<byte> to, out int written)
    {
        written = 0;
        return false;
    }
}

/// <summary>Which JSON is sent; both are read.</summary>
internal enum Sent
{
    AsString,
    AsNumber,
    AsLiteral,
}

/// <summary>A value alone.</summary>
internal sealed class ScalarKind<TValue>(Text<TValue> text, Sent sent) : Kind<TValue>
{
    public override string Expects => text.Expects;

    public override bool TryRead(ref Input input, out TValue value)
    {
        value = default!;
        return text.TakesToken(input.Reader.TokenType) && input.TryText(out var utf8) && text.TryParse(utf8, ref input, out value);
    }

    public override void Write(Utf8JsonWriter writer, TValue value)
    {
        Span<byte> space = stackalloc byte[Text<TValue>.Short];
        var isShort = text.TryFormat(value, space, out var written);
        if (sent == Sent.AsString && isShort)
            writer.WriteStringValue(space[..written]);
        else if (sent == Sent.AsString)
            writer.WriteStringValue(text.Print(value));
        else if (isShort)
            writer.WriteRawValue(space[..written], skipInputValidation: true);
        else
            writer.WriteRawValue(text.Print(value), skipInputValidation: true);
    }
}
