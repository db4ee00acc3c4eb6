namespace Orleans;

/// <summary>The name of a grain class in grain ids and stored keys. Without it, the class name in lower case without "grain".</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}
