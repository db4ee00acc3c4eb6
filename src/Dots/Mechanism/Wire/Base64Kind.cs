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
