namespace Orleans.Concurrency;

/// <summary>Requests to activations of this grain class may interleave at every await.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
