using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Which grain: its type and its key, written "type/key".</summary>
[GenerateSerializer]
[Immutable]
public readonly struct GrainId(GrainType type, IdSpan key) : IEquatable<GrainId>, IComparable<GrainId>
{
    /// <summary>The grain's type.</summary>
    public GrainType Type { get; } = type;

    /// <summary>The grain's key.</summary>
    public IdSpan Key { get; } = key;

    /// <summary>Whether this names no grain.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>The grain with this type and key.</summary>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>The grain with this type and key.</summary>
    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new(type, IdSpan.Create(key));
    }

    /// <summary>The grain with this type and key.</summary>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>Reads "type/key".</summary>
    /// <exception cref="FormatException">It is not of this form.</exception>
    public static GrainId Parse(string value) =>
        TryParse(value, out var result) ? result : throw new FormatException($"\"{value}\" is not a grain id of the form type/key");

    /// <summary>Reads "type/key".</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out GrainId result)
    {
        var slash = value is null ? -1 : value.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == value!.Length - 1)
        {
            result = default;
            return false;
        }

        result = Create(value[..slash], value[(slash + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type.GetHashCode(), Key.GetHashCode());

    /// <summary>Order of type, then key.</summary>
    public int CompareTo(GrainId other)
    {
        var type = Type.CompareTo(other.Type);
        return type != 0 ? type : Key.CompareTo(other.Key);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Key}";
}
