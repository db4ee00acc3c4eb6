namespace Orleans.Concurrency;

/// <summary>This interface method changes nothing, so that requests to it may interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
