using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>One value out of a few: the first text is sent, any is read.</summary>
internal sealed class WordText<TValue>(params (TValue Value, string[] Texts)[] choices) : Text<TValue>
{
    private readonly (TValue Value, byte[][] Texts)[] _choices = [.. choices.Select(choice => (choice.Value, choice.Texts.Select(Encoding.UTF8.GetBytes).ToArray()))];

    public override string Expects { get; } = $"not one of {string.Join(", ", choices.SelectMany(choice => choice.Texts).Distinct())}";

    // Where one of the texts is a number or a literal, the JSON number or literal means the same.
    public override bool TakesToken(JsonTokenType token) =>
        token is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out TValue value)
    {
        foreach (var choice in _choices)
            foreach (var accepted in choice.Texts)
                if (text.SequenceEqual(accepted))
                {
                    value = choice.Value;
                    return true;
                }

        value = default!;
        return false;
    }

    public override string Print(TValue value)
    {
        foreach (var choice in choices)
            if (EqualityComparer<TValue>.Default.Equals(choice.Value, value))
                return choice.Texts[0];
        throw new ArgumentOutOfRangeException(nameof(value), value, "has no text on the wire");
    }
}

/// <summary>Several of a few, joined by '+'; the word for none of them is sent where none is set.</summary>
/// <param name="none">Text of no flag at all.</param>
/// <param name="flags">Single flags with their texts.</param>
internal sealed class FlagsText<TValue>(string none, Func<int, TValue> to, Func<TValue, int> from, params (int Flag, string Text)[] flags) : Text<TValue>
{
    private readonly byte[] _none = Encoding.UTF8.GetBytes(none);
    private readonly (int Flag, byte[] Text)[] _flags = [.. flags.Select(flag => (flag.Flag, Encoding.UTF8.GetBytes(flag.Text)))];

    public override string Expects { get; } = $"not {none}, nor one of {string.Join(", ", flags.Select(flag => flag.Text))}, nor several joined by +";

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out TValue value)
    {
        var set = 0;
        value = to(0);
        if (text.SequenceEqual(_none))
            return true;
        foreach (var part in text.Split((byte)'+'))
        {
            var flag = Find(text[part]);
            if (flag == 0)
                return false;
            set |= flag;
        }

        value = to(set);
        return true;
    }

    public override string Print(TValue value)
    {
        var set = from(value);
        return set == 0 ? none : string.Join('+', flags.Where(flag => (set & flag.Flag) != 0).Select(flag => flag.Text));
    }

    private int Find(ReadOnlySpan<byte> text)
    {
        foreach (var flag in _flags)
            if (text.SequenceEqual(flag.Text))
                return flag.Flag;
        return 0;
    }
}
