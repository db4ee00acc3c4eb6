using System.Text.Json;

namespace Dots.Mechanism.Wire;

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
