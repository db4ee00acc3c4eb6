using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

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
