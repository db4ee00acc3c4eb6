using System.Text;

namespace Orleans.Runtime;

/// <summary>A key as bytes, UTF-8 where it was text.</summary>
[GenerateSerializer]
[Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly byte[]? _value;
    private readonly int _hash;

    /// <summary>A key of these bytes, which must not change afterwards.</summary>
    public IdSpan(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        var hash = default(HashCode);
        hash.AddBytes(value);
        _hash = hash.ToHashCode();
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value => _value;

    /// <summary>Whether there are none.</summary>
    public bool IsDefault => _value is null || _value.Length == 0;

    /// <summary>A key of this text.</summary>
    public static IdSpan Create(string id) => new(Encoding.UTF8.GetBytes(id));

    /// <inheritdoc/>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> AsSpan() => _value;

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) =>
        ReferenceEquals(_value, obj._value) || (_hash == obj._hash && _value.AsSpan().SequenceEqual(obj._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Order of the bytes.</summary>
    public int CompareTo(IdSpan other) => _value.AsSpan().SequenceCompareTo(other._value);

    /// <summary>The bytes as text.</summary>
    public override string ToString() => _value is null ? "" : Encoding.UTF8.GetString(_value);
}
