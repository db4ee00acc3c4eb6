using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>An object with attributes of its own.</summary>
internal sealed class ObjectKind<T>(Table<T> table) : Kind<T>
{
    public override string Expects => "not an object";

    public override Table Nested => table;

    public override bool TryRead(ref Input input, out T value)
    {
        value = default!;
        if (input.Reader.TokenType != JsonTokenType.StartObject)
            return false;
        value = table.Read(ref input);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, T value) => table.Write(writer, value);
}

/// <summary>An array of objects with attributes of their own.</summary>
/// <param name="maximum">More elements are answered by 400.</param>
internal sealed class ObjectsKind<T>(Table<T> table, int maximum, int minimum = 0) : Kind<ImmutableArray<T>>
{
    public override string Expects => "not an array of objects";

    public override Table Nested => table;

    public override bool IsArray => true;

    public override bool TryRead(ref Input input, out ImmutableArray<T> value)
    {
        value = [];
        if (input.Reader.TokenType != JsonTokenType.StartArray)
            return false;
        var elements = ImmutableArray.CreateBuilder<T>();
        var count = 0;
        for (; input.Reader.Read() && input.Reader.TokenType != JsonTokenType.EndArray; count++)
        {
            input.EnterElement(count);
            if (count >= maximum)
                input.Skip();
            else if (input.Reader.TokenType != JsonTokenType.StartObject)
                input.Invalid(input.Position, "not an object");
            else
                elements.Add(table.Read(ref input));
        }

        input.LeaveElements();
        if (count > maximum)
            input.Bad("", string.Create(CultureInfo.InvariantCulture, $"has {count} elements, more than {maximum}"));
        if (count < minimum)
            input.Bad("", "is empty");
        value = elements.DrainToImmutable();
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value)
    {
        writer.WriteStartArray();
        foreach (var element in value)
            table.Write(writer, element);
        writer.WriteEndArray();
    }
}
