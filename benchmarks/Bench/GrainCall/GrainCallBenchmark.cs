using System.Diagnostics;
using Support.Orleans;

namespace Bench.GrainCall;

/// <summary>What a grain call costs beyond the grain's work: call after call, each awaited, on one core.</summary>
internal sealed class GrainCallBenchmark : IBenchmark
{
    private const int Batch = 2_000;
    private const double GoalMicroseconds = 2;

    public string Name => "grain-call";

    public string Summary => "median microseconds of an awaited grain call, from the thread pool and from a grain; options: --batches N (200), --all-cores";

    public async Task<int> Run(string[] args)
    {
        var count = Array.IndexOf(args, "--batches") is >= 0 and var at ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : 200;
        if (!args.Contains("--all-cores") && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
            Process.GetCurrentProcess().ProcessorAffinity = 1;

        await using var host = await GrainHost.Start();
        var target = host.Grains.GetGrain<ITarget>(0);
        var caller = host.Grains.GetGrain<ICaller>(0);

        // The least any such call can cost: to the thread pool and, by a task, back.
        var reference = await Batches.MedianMicroseconds(count, Batch, size => Task.Run(() => BareHop.Run(size)));
        var outside = await Batches.MedianMicroseconds(count, Batch, size => Task.Run(() => CallFromOutside(target, size)));
        var inside = await Batches.MedianMicroseconds(count, Batch, caller.CallMany);
        Report.Figure("grain-call.outside", outside, "us", reference, GoalMicroseconds);
        Report.Figure("grain-call.grain", inside, "us", reference, GoalMicroseconds);
        return 0;
    }

    private static async Task CallFromOutside(ITarget target, int count)
    {
        for (var i = 0; i < count; i++)
            await target.Add(i);
    }
}
