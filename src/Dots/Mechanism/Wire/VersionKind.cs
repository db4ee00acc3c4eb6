using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>Major.Minor.Revision. Another Major is a protocol this code does not speak, and answered by 400 like whatever is no version.</summary>
internal sealed class VersionKind : Kind<string>
{
    private const int KnownMajor = 1;

    public override string Expects => "not a text like 1.0.0";

    public override bool TryRead(ref Input input, out string value)
    {
        value = "";
        if (input.Reader.TokenType != JsonTokenType.String || !input.TryText(out var text))
            return false;
        if (TryMajor(text, out var major) && major == KnownMajor)
            value = Encoding.UTF8.GetString(text);
        else
            input.Bad("", $"{Input.Shown(text)} is not spoken here; 1.0.0 is");
        return true;
    }

    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    private static bool TryMajor(ReadOnlySpan<byte> text, out int major)
    {
        major = -1;
        var parts = 0;
        foreach (var part in text.Split((byte)'.'))
        {
            if (!Utf8Parser.TryParse(text[part], out uint number, out var used) || used != text[part].Length || number > int.MaxValue)
                return false;
            if (parts++ == 0)
                major = (int)number;
        }

        return parts == 3;
    }
}
