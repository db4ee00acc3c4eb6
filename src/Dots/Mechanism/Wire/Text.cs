using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>One value as text, whether it stands alone, in a CSV or in an array.</summary>
internal abstract class Text<TValue>
{
    /// <summary>What is accepted, to finish "is not ...".</summary>
    public abstract string Expects { get; }

    /// <summary>Whether a JSON number, or the literal true, false or null, is taken for the text that it prints as (mechanism, section 3).</summary>
    public virtual bool TakesToken(JsonTokenType token) => token == JsonTokenType.String;

    public abstract bool TryParse(ReadOnlySpan<byte> text, ref Input input, out TValue value);

    public abstract string Print(TValue value);

    public virtual void Append(IBufferWriter<byte> to, TValue value) => Encoding.UTF8.GetBytes(Print(value), to);
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
        if (sent == Sent.AsString)
            writer.WriteStringValue(text.Print(value));
        else
            writer.WriteRawValue(text.Print(value), skipInputValidation: true);
    }
}

/// <summary>Comma separated values without spaces; the empty string has none.</summary>
/// <param name="maximum">More values are answered by 400.</param>
/// <param name="anything">The word for "everything", which is kept as an empty list; null when there is none.</param>
/// <param name="mayBeEmpty">Whether the empty string is taken.</param>
internal sealed class CsvKind<TValue>(Text<TValue> text, int maximum, string? anything = null, bool mayBeEmpty = true) : Kind<ImmutableArray<TValue>>
{
    private readonly byte[]? _anything = anything is null ? null : Encoding.UTF8.GetBytes(anything);

    public override string Expects => $"{text.Expects} (comma separated, no spaces)";

    public override bool TryRead(ref Input input, out ImmutableArray<TValue> value)
    {
        value = [];
        if (!text.TakesToken(input.Reader.TokenType) || !input.TryText(out var csv))
            return false;
        if (csv.IsEmpty)
            return mayBeEmpty;
        var count = csv.Count((byte)',') + 1;
        if (count > maximum)
        {
            input.Bad("", string.Create(CultureInfo.InvariantCulture, $"has {count} values, more than {maximum}"));
            return true;
        }

        var values = ImmutableArray.CreateBuilder<TValue>(count);
        var everything = false;
        foreach (var part in csv.Split((byte)','))
        {
            var item = csv[part];
            if (_anything is not null && item.SequenceEqual(_anything))
                everything = true;
            else if (text.TryParse(item, ref input, out var parsed))
                values.Add(parsed);
            else
                return count > 1 && input.Because($"{Input.Shown(item)}: {input.TakeReason() ?? text.Expects}");
        }

        value = everything ? [] : values.MoveToImmutable();
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<TValue> value)
    {
        if (value.Length == 1)
        {
            writer.WriteStringValue(text.Print(value[0]));
            return;
        }

        var csv = new ArrayBufferWriter<byte>(Math.Max(16, value.Length * 16));
        for (var at = 0; at < value.Length; at++)
        {
            if (at > 0)
                csv.Write(","u8);
            text.Append(csv, value[at]);
        }

        writer.WriteStringValue(csv.WrittenSpan);
    }
}

/// <summary>A JSON array of plain values.</summary>
internal sealed class ArrayKind<TValue>(Text<TValue> text, Sent sent, int maximum) : Kind<ImmutableArray<TValue>>
{
    private readonly ScalarKind<TValue> _element = new(text, sent);

    public override string Expects => $"an array: {text.Expects}";

    public override bool IsArray => true;

    public override bool TryRead(ref Input input, out ImmutableArray<TValue> value)
    {
        value = [];
        if (input.Reader.TokenType != JsonTokenType.StartArray)
            return false;
        var values = ImmutableArray.CreateBuilder<TValue>();
        var count = 0;
        for (; input.Reader.Read() && input.Reader.TokenType != JsonTokenType.EndArray; count++)
        {
            input.EnterElement(count);
            var start = input.Position;
            if (count >= maximum)
                input.Skip();
            else if (_element.TryRead(ref input, out var element))
                values.Add(element);
            else
                input.Invalid(start, input.TakeReason() ?? text.Expects);
        }

        input.LeaveElements();
        if (count > maximum)
            input.Bad("", string.Create(CultureInfo.InvariantCulture, $"has {count} elements, more than {maximum}"));
        value = values.DrainToImmutable();
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<TValue> value)
    {
        writer.WriteStartArray();
        foreach (var element in value)
            _element.Write(writer, element);
        writer.WriteEndArray();
    }
}

/// <summary>A kind seen as another type.</summary>
internal sealed class MappedKind<TFrom, TTo>(Kind<TFrom> kind, Func<TFrom, TTo> to, Func<TTo, TFrom> from) : Kind<TTo>
{
    public override string Expects => kind.Expects;

    public override bool IsArray => kind.IsArray;

    public override bool TryRead(ref Input input, out TTo value)
    {
        var read = kind.TryRead(ref input, out var inner);
        value = read ? to(inner) : default!;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, TTo value) => kind.Write(writer, from(value));
}
