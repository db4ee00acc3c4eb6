namespace Orleans.Concurrency;

/// <summary>The caller of this interface method gets no answer: its task is complete at once, and a failure is only logged.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
