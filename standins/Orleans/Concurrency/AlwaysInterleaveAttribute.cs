namespace Orleans.Concurrency;

/// <summary>This interface method may run between the turns of any other request. On the interface's method, not the class's.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
