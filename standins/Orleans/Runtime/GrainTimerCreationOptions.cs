using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain's timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer that neither interleaves nor keeps its grain alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time until the first tick; infinite for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of one tick to the next; infinite for none.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks may run between the turns of requests.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use, so that the grain is not idle.</summary>
    public bool KeepAlive { get; init; }
}
