using System.Runtime;
using System.Text.Json;
using MeasureHook;

/// <summary>
/// What .NET runs before Main of the product's own executable with DOTNET_STARTUP_HOOKS: tells over standard input and output, which that does not use, what
/// only the process itself knows of its memory. So what is measured is the shipped program with its shipped settings.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => new Thread(Answer) { IsBackground = true, Name = "measure" }.Start();

    private static void Answer()
    {
        using var commits = new Commits();
        var told = TimeSpan.Zero;
        while (Console.In.ReadLine() is { } asked)
        {
            // What the system sees is what the program made of it so far, not what a collection that it would not have made leaves.
            var workingSet = Environment.WorkingSet;
            if (asked == ServerState.Collect)
            {
                var before = GC.GetTotalPauseDuration();
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                told += GC.GetTotalPauseDuration() - before;
            }

            Console.Out.WriteLine(JsonSerializer.Serialize(new ServerState(
                GC.GetTotalMemory(forceFullCollection: false), workingSet, Environment.CpuUsage.TotalTime.TotalSeconds, (GC.GetTotalPauseDuration() - told).TotalSeconds,
                GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(GC.MaxGeneration), JitInfo.GetCompiledMethodCount(), commits.Steps())));
        }

        // Whoever measures is gone: nobody else would end this process.
        Environment.Exit(0);
    }
}
