using Bench.World;
using MeasureHook;

namespace Bench.Accept.Mixed;

/// <summary>The orchestrator's memory, minute by minute, and whether it is flat: the last third of the minutes against the first.</summary>
internal sealed class MemoryTrack
{
    private const double Mebi = 1024 * 1024;
    private const double GoalOfThirds = 1.05;

    private readonly List<ServerState> _minutes = [];

    public void Add(ServerState state) => _minutes.Add(state);

    public void Report()
    {
        for (var minute = 0; minute < _minutes.Count; minute++)
            Bench.Report.Figure($"accept.mixed.heap.minute{minute + 1}", _minutes[minute].Heap / Mebi, "MiB");
        for (var minute = 0; minute < _minutes.Count; minute++)
            Bench.Report.Figure($"accept.mixed.working-set.minute{minute + 1}", _minutes[minute].WorkingSet / Mebi, "MiB");
        if (_minutes.Count < 3)
            return;
        Flat("heap", [.. _minutes.Select(m => m.Heap / Mebi)]);
        Flat("working-set", [.. _minutes.Select(m => m.WorkingSet / Mebi)]);
        var (first, last) = (_minutes[0], _minutes[^1]);
        Bench.Report.Figure("accept.mixed.collections", (double)(last.Collections - first.Collections) / (_minutes.Count - 1), "a-minute");
        Bench.Report.Figure("accept.mixed.full-collections", (double)(last.FullCollections - first.FullCollections) / (_minutes.Count - 1), "a-minute");
    }

    private static void Flat(string what, double[] minutes)
    {
        var third = minutes.Length / 3;
        var (first, last) = (minutes[..third].Average(), minutes[^third..].Average());
        Bench.Report.Figure($"accept.mixed.{what}.thirds", last, "MiB", first, GoalOfThirds, ofRatio: true);
        Bench.Report.Figure($"accept.mixed.{what}.slope", Slope(minutes), "MiB-a-minute");
    }

    /// <summary>Of the straight line that fits best.</summary>
    private static double Slope(double[] y)
    {
        var (middle, mean) = ((y.Length - 1) / 2.0, y.Average());
        return y.Select((value, x) => (x - middle) * (value - mean)).Sum() / y.Select((_, x) => (x - middle) * (x - middle)).Sum();
    }
}
