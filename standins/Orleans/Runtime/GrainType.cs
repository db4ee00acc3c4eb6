namespace Orleans.Runtime;

/// <summary>The name of a grain class in grain ids.</summary>
[GenerateSerializer]
[Immutable]
public readonly struct GrainType(IdSpan id) : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>The name as bytes.</summary>
    public IdSpan Value { get; } = id;

    /// <summary>Whether there is none.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>The type with this name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(IdSpan.Create(value));
    }

    /// <inheritdoc/>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <summary>The name as bytes.</summary>
    public ReadOnlySpan<byte> AsSpan() => Value.AsSpan();

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>Order of the bytes.</summary>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <summary>The name.</summary>
    public override string ToString() => Value.ToString();
}
