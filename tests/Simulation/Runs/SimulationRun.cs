using Simulation.Properties;
using Simulation.World;

namespace Simulation.Runs;

/// <summary>One history, from its seed.</summary>
/// <param name="Violations">What the properties found; empty in a good run.</param>
/// <param name="Lines">The history as lines, when it was recorded.</param>
internal sealed record SimulationRun(int Seed, IReadOnlyList<Violation> Violations, IReadOnlyList<string> Lines)
{
    /// <param name="counts">What happened how often is added to these.</param>
    public static SimulationRun Of(int seed, Dictionary<string, int> counts, Seams? seams = null, bool recording = false)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var world = new SimulatedWorld(seed, seams ?? new(), recording, counts);
            world.Run();
            return new(seed, world.Checker.Violations, world.History.Lines);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
