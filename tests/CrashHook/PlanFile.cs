namespace CrashHook;

/// <summary>A plan that may be given to a process while it runs: it is in force from the moment its file is there.</summary>
internal sealed class PlanFile(string path)
{
    private readonly Lock _lock = new();
    private CrashPlan? _plan;

    public bool Reached(string point)
    {
        lock (_lock)
        {
            if (_plan is null && File.Exists(path))
                _plan = CrashPlan.Parse(File.ReadAllText(path));
            return _plan?.Reached(point) == true;
        }
    }
}
