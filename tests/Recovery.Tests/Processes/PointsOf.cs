using CrashHook;
using Xunit.Abstractions;

namespace Recovery.Tests.Processes;

/// <summary>Which points a process without a death passed.</summary>
internal static class PointsOf
{
    /// <summary>Those of the points with a span that the log of points does not hold.</summary>
    public static IEnumerable<string> NotReached(IEnumerable<string> points, string log, ITestOutputHelper output)
    {
        var reached = File.ReadAllLines(log);
        foreach (var line in reached)
            output.WriteLine(line);
        return points.Where(p => p.Contains(':', StringComparison.Ordinal) && CrashPlan.Parse(p) is { } plan && !reached.Any(plan.Reached));
    }
}
