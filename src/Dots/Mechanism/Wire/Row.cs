using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>One attribute of a message or of an object in it.</summary>
internal abstract class Row(string name, bool isMandatory, string section)
{
    /// <summary>Name on the wire; case-sensitive.</summary>
    public string Name { get; } = name;

    /// <summary>The name as it is compared and written.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Missing is answered by 400.</summary>
    public bool IsMandatory { get; } = isMandatory;

    /// <summary>Where it is defined.</summary>
    public string Section { get; } = section;

    public abstract Table? Nested { get; }

    public abstract bool IsArray { get; }

    /// <summary>What a missing attribute is called: inside an object that is missing, the first attribute that had to be there.</summary>
    public string MissingName =>
        !IsArray && Nested?.Rows.FirstOrDefault(row => row.IsMandatory) is { } inner ? $"{Name}.{inner.MissingName}" : Name;
}

/// <summary>An attribute of one type of object.</summary>
internal abstract class Row<T>(string name, bool isMandatory, string section) : Row(name, isMandatory, section)
{
    public abstract void Read(ref Input input, T target);

    public abstract void Write(Utf8JsonWriter writer, T source);

    /// <summary>How many values a list holds; 0 for what is no list.</summary>
    public virtual int Count(T source) => 0;

    protected static bool TryRead<TValue>(ref Input input, Kind<TValue> kind, out TValue value)
    {
        var start = input.Position;
        if (kind.TryRead(ref input, out value))
            return true;
        input.Invalid(start, input.TakeReason() ?? kind.Expects);
        return false;
    }
}

/// <summary>An attribute whose property holds exactly what its kind reads.</summary>
internal sealed class Row<T, TValue>(string name, bool isMandatory, string section, Kind<TValue> kind, Property<T, TValue> property, Func<TValue, bool> isAbsent)
    : Row<T>(name, isMandatory, section)
{
    public override Table? Nested => kind.Nested;

    public override bool IsArray => kind.IsArray;

    public override void Read(ref Input input, T target)
    {
        if (TryRead(ref input, kind, out var value))
            property.Set(target, value);
    }

    public override void Write(Utf8JsonWriter writer, T source)
    {
        var value = property.Get(source);
        if (isAbsent(value))
            return;
        writer.WritePropertyName(Utf8);
        kind.Write(writer, value);
    }
}

/// <summary>An attribute whose property is a nullable value.</summary>
internal sealed class OptionalRow<T, TValue>(string name, string section, Kind<TValue> kind, Property<T, TValue?> property)
    : Row<T>(name, false, section)
    where TValue : struct
{
    public override Table? Nested => kind.Nested;

    public override bool IsArray => kind.IsArray;

    public override void Read(ref Input input, T target)
    {
        if (TryRead(ref input, kind, out var value))
            property.Set(target, value);
    }

    public override void Write(Utf8JsonWriter writer, T source)
    {
        if (property.Get(source) is not { } value)
            return;
        writer.WritePropertyName(Utf8);
        kind.Write(writer, value);
    }
}

/// <summary>An attribute whose property is a list.</summary>
internal sealed class ListRow<T, TValue>(string name, bool isMandatory, string section, Kind<ImmutableArray<TValue>> kind, Property<T, ImmutableArray<TValue>> property)
    : Row<T>(name, isMandatory, section)
{
    public override Table? Nested => kind.Nested;

    public override bool IsArray => kind.IsArray;

    public override void Read(ref Input input, T target)
    {
        if (TryRead(ref input, kind, out var value))
            property.Set(target, value);
    }

    public override void Write(Utf8JsonWriter writer, T source)
    {
        var value = property.Get(source);
        if (value.IsDefaultOrEmpty && !IsMandatory)
            return;
        writer.WritePropertyName(Utf8);
        kind.Write(writer, value.IsDefault ? [] : value);
    }

    public override int Count(T source) => property.Get(source) is { IsDefault: false } value ? value.Length : 0;
}
