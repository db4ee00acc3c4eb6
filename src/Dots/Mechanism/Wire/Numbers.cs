using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>A whole number, kept as another type: a count, a span of seconds, an instant.</summary>
internal sealed class IntegerText<TValue>(long minimum, long maximum, Func<long, TValue> to, Func<TValue, long> from) : Text<TValue>
{
    public override string Expects { get; } = string.Create(CultureInfo.InvariantCulture, $"not a whole number from {minimum} to {maximum}");

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.Number or JsonTokenType.String;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out TValue value)
    {
        value = default!;
        if (!TryInteger(text, out var number) || number < minimum || number > maximum)
            return false;
        value = to(number);
        return true;
    }

    public override string Print(TValue value) => from(value).ToString(CultureInfo.InvariantCulture);

    public override bool TryFormat(TValue value, Span<byte> to, out int written) => Utf8Formatter.TryFormat(from(value), to, out written);

    private static bool TryInteger(ReadOnlySpan<byte> text, out long number)
    {
        if (!text.IsEmpty && text[0] != (byte)'+' && Utf8Parser.TryParse(text, out number, out var used) && used == text.Length)
            return true;

        // JSON knows one kind of number: 1e3 and 1000.0 are whole.
        number = 0;
        if (!DecimalText.TryDecimal(text, out var exact) || decimal.Truncate(exact) != exact || exact is < long.MinValue or > long.MaxValue)
            return false;
        number = (long)exact;
        return true;
    }
}

/// <summary>A number in a unit of the wire that is <paramref name="scale"/> of ours; kept as a whole number of ours, rounded.</summary>
internal sealed class DecimalText(long scale, long maximum) : Text<long>
{
    public override string Expects { get; } = string.Create(CultureInfo.InvariantCulture, $"not a number from 0 to {maximum / (decimal)scale}");

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.Number or JsonTokenType.String;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out long value)
    {
        value = 0;
        if (!TryDecimal(text, out var number) || number < 0 || number > maximum / (decimal)scale)
            return false;
        value = (long)decimal.Round(number * scale);
        return true;
    }

    public override string Print(long value) => (value / (decimal)scale).ToString("0.############################", CultureInfo.InvariantCulture);

    internal static bool TryDecimal(ReadOnlySpan<byte> text, out decimal number)
    {
        number = 0;
        return text.Length is > 0 and <= 64 && text[0] != (byte)'+' && text[0] != (byte)'.'
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>A share or a cost: any finite number in a range.</summary>
internal sealed class RealText(double minimum, double maximum) : Text<double>
{
    public override string Expects { get; } = string.Create(CultureInfo.InvariantCulture, $"not a number from {minimum} to {maximum}");

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.Number or JsonTokenType.String;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && value >= minimum && value <= maximum;

    public override string Print(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
