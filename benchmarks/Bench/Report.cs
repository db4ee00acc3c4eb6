using System.Globalization;

namespace Bench;

/// <summary>Prints figures, one a line, as scripts expect them.</summary>
internal static class Report
{
    /// <summary>Prints one figure.</summary>
    /// <param name="name">BENCHMARK.CASE.</param>
    /// <param name="value">What was measured.</param>
    /// <param name="unit">Its unit, without blanks.</param>
    /// <param name="reference">The same measured of something comparable in the same run.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="higherIsBetter">Whether the goal is a least, not a most.</param>
    /// <param name="ofRatio">Whether the goal is one for the ratio to the reference, not for the value.</param>
    public static void Figure(string name, double value, string unit, double? reference = null, double? goal = null, bool higherIsBetter = false, bool ofRatio = false) =>
        Console.WriteLine(Line(name, value, unit, reference, goal, higherIsBetter, ofRatio));

    internal static string Line(string name, double value, string unit, double? reference, double? goal, bool higherIsBetter, bool ofRatio = false)
    {
        var judged = ofRatio ? value / reference : value;
        var verdict = goal is null ? "-" : (higherIsBetter ? judged >= goal : judged <= goal) ? "ok" : "short";
        return $"{name} value={Text(value)} unit={unit} reference={Text(reference)} ratio={Text(reference is > 0 ? value / reference : null)} goal={Text(goal)} {verdict}";
    }

    private static string Text(double? number) => number is { } some ? some.ToString("0.####", CultureInfo.InvariantCulture) : "-";
}
