using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>How a value stands on the wire: which JSON it may be, and the one form in which it is sent.</summary>
internal abstract class Kind<TValue>
{
    /// <summary>What is wrong with what is not accepted: "not an object".</summary>
    public abstract string Expects { get; }

    /// <summary>The attributes of the object, or of the objects in the array; null when there are none.</summary>
    public virtual Table? Nested => null;

    /// <summary>Whether the value is an array.</summary>
    public virtual bool IsArray => false;

    /// <summary>
    /// Reads the value whose first token is current and leaves its last token current.
    /// False: it is not of this kind, and the token has not moved. What is wrong deeper inside was told to the input, with its path.
    /// </summary>
    public abstract bool TryRead(ref Input input, out TValue value);

    public abstract void Write(Utf8JsonWriter writer, TValue value);
}
