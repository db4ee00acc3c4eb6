using Controller.Mitigators;
using Simulation.Runs;
using Simulation.World;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

// What a task of the code under test threw and nobody looked at is a bug that no property sees.
List<Exception> unseen = [];
TaskScheduler.UnobservedTaskException += (_, e) =>
{
    lock (unseen)
        unseen.AddRange(e.Exception.Flatten().InnerExceptions.Where(x => x is not ProcessKilled and not OperationCanceledException and not MitigatorException));
};

Dictionary<string, int> counts = new(StringComparer.Ordinal);
var violations = 0;
if (options.Replay is { } seed)
{
    var run = SimulationRun.Of(seed, counts, recording: true);
    foreach (var line in run.Lines)
        Console.WriteLine(line);
    violations = run.Violations.Count;
}
else
{
    for (var i = 0; i < options.Runs; i++)
    {
        var run = SimulationRun.Of(unchecked(options.Seed + i), counts);
        foreach (var violation in run.Violations)
            Console.WriteLine($"seed {run.Seed}: property {violation.Property}: {violation.What}");
        if (run.Violations.Count > 0)
            Console.WriteLine($"seed {run.Seed}: read it with ./simulate --replay {run.Seed}");
        violations += run.Violations.Count;
    }
}

GC.Collect();
GC.WaitForPendingFinalizers();
lock (unseen)
{
    foreach (var bug in unseen)
        Console.WriteLine($"a task failed and nobody noticed: {bug}");
    violations += unseen.Count;
}

if (options.Stats)
    foreach (var (what, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        Console.WriteLine($"{what,-34} {count,10}");
Console.WriteLine($"runs={(options.Replay is null ? options.Runs : 1)} violations={violations}");
return violations == 0 ? 0 : 1;
