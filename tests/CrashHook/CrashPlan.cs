using System.Globalization;
using System.IO.Enumeration;

namespace CrashHook;

/// <summary>
/// When to die: "POINT", "POINT#N" for its N-th occurrence, or several joined by " then ", each counted only after the one before it was reached.
/// A point may hold '*'.
/// </summary>
public sealed class CrashPlan
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Pattern, int Times)> _steps;
    private int _seen;

    private CrashPlan(IEnumerable<(string, int)> steps) => _steps = new(steps);

    /// <summary>Null for nothing: no death is planned.</summary>
    public static CrashPlan? Parse(string? text) =>
        string.IsNullOrEmpty(text) ? null : new(text.Split(" then ").Select(step => step.Split('#') switch
        {
            [var point] => (point, 1),
            [var point, var times] => (point, int.Parse(times, CultureInfo.InvariantCulture)),
            _ => throw new FormatException($"'{step}' is not POINT or POINT#N"),
        }));

    /// <summary>Takes note of a point; true once, when it is the one to die at.</summary>
    public bool Reached(string point)
    {
        lock (_lock)
        {
            if (_steps.Count == 0 || !FileSystemName.MatchesSimpleExpression(_steps.Peek().Pattern, point, ignoreCase: false) || ++_seen < _steps.Peek().Times)
                return false;
            _steps.Dequeue();
            _seen = 0;
            return _steps.Count == 0;
        }
    }
}
