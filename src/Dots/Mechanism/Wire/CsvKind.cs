using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

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
            if (text.TryFormat(value[at], csv.GetSpan(Text<TValue>.Short), out var written))
                csv.Advance(written);
            else
                Encoding.UTF8.GetBytes(text.Print(value[at]), csv);
        }

        writer.WriteStringValue(csv.WrittenSpan);
    }
}
