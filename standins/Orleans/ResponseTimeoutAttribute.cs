using System.Globalization;

namespace Orleans;

/// <summary>How long callers of this method wait for its answer, instead of the silo's default.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The time, from the moment of the call.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
