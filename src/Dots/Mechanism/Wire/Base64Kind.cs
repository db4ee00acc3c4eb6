using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>Bytes, base64 encoded.</summary>
internal sealed class Base64Kind : Kind<ImmutableArray<byte>>
{
    public override string Expects => "not base64";

    public override bool TryRead(ref Input input, out ImmutableArray<byte> value)
    {
        value = [];
        if (input.Reader.TokenType != JsonTokenType.String || !input.TryText(out var text) || !Base64.IsValid(text, out var length))
            return false;
        var bytes = new byte[length];
        Base64.DecodeFromUtf8(text, bytes, out _, out _);
        value = ImmutableCollectionsMarshal.AsImmutableArray(bytes);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<byte> value) => writer.WriteBase64StringValue(value.AsSpan());
}

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
            value = System.Text.Encoding.UTF8.GetString(text);
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
