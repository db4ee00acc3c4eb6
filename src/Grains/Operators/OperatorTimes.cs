namespace Grains.Operators;

/// <summary>How often operators are greeted, and how long one delivery may take.</summary>
public sealed record OperatorTimes(TimeSpan Heartbeat, TimeSpan Deadline)
{
    public static readonly OperatorTimes Default = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
}
