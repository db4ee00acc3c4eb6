using Bench;
using Bench.Accept;
using Bench.Fanout;
using Bench.GrainCall;
using Bench.Memory;
using Bench.Planning;

IBenchmark[] benchmarks =
[
    new AcceptBenchmark(),
    new FanoutBenchmark(),
    new GrainCallBenchmark(),
    new MemoryBenchmark(),
    new NearSourceBenchmark(),
    new PlanBenchmark(),
];

if (args is ["--list"])
{
    foreach (var one in benchmarks)
        Console.WriteLine($"{one.Name,-14} {one.Summary}");
    return 0;
}

if (args.Length > 0 && Array.Find(benchmarks, one => one.Name == args[0]) is { } benchmark)
    return await benchmark.Run(args[1..]);

Console.Error.WriteLine($"usage: bench NAME [options], NAME one of {string.Join(", ", benchmarks.Select(one => one.Name))}; or --list");
return 2;
