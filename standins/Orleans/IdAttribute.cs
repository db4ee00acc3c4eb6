namespace Orleans;

/// <summary>The stable number of a serialized member. A member without one does not travel.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method
    | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number, unique within its type.</summary>
    public uint Id { get; } = id;
}
