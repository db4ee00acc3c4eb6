using System.Diagnostics;
using CrashHook;

/// <summary>
/// What .NET runs before Main of a process with DOTNET_STARTUP_HOOKS: watches the product's spans and kills the process at the point that the file
/// CRASH_PLAN names, once there is such a file, so that the product needs no code for being killed. The file CRASH_LOG gets a line for every point reached.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var plan = Environment.GetEnvironmentVariable("CRASH_PLAN") is { Length: > 0 } file ? new PlanFile(file) : null;
        var log = Environment.GetEnvironmentVariable("CRASH_LOG") is { Length: > 0 } path ? new PointLog(path) : null;
        if (plan is null && log is null)
            return;

        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Orchestrator" or "Controller",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => Reached(activity, "start"),
            ActivityStopped = activity => Reached(activity, "stop"),
        });

        void Reached(Activity activity, string moment)
        {
            var point = Point.Of(activity, moment);
            log?.Write(point);
            if (plan?.Reached(point) != true)
                return;
            Signal.Kill(Environment.ProcessId);

            // The signal is on its way to every thread; this one does nothing more.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
