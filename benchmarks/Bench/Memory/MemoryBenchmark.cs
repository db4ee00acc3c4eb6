using Bench.World;

namespace Bench.Memory;

/// <summary>What an operator, a customer and an active mitigation hold of the managed heap: the difference that so many of them make.</summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int Engagements = 8;

    public string Name => "memory";

    public string Summary => "managed bytes per operator, customer and active mitigation with 8 engagements; options: --operators N (1000), --customers N (10000), --mitigations N (10000)";

    public async Task<int> Run(string[] args)
    {
        var (operators, customers, mitigations) = (Options.Number(args, "--operators", 1000), Options.Number(args, "--customers", 10_000), Options.Number(args, "--mitigations", 10_000));
        using var folder = new DiskFolder();
        await using var consortium = await Consortium.Start(folder.Below("journal"));
        await consortium.Join([Consortium.Operator(operators)]);

        var empty = Heap();
        await consortium.Join(Enumerable.Range(0, operators).Select(Consortium.Operator));
        var withOperators = Heap();
        Report.Figure("memory.operator", (double)(withOperators - empty) / operators, "B");
        await consortium.Join(Enumerable.Range(0, customers).Select(Consortium.Customer));
        var withCustomers = Heap();
        Report.Figure("memory.customer", (double)(withCustomers - withOperators) / customers, "B");
        await Mitigate(consortium, operators, customers, mitigations);
        Report.Figure("memory.mitigation", (double)(Heap() - withCustomers) / mitigations, "B");
        return 0;
    }

    private static async Task Mitigate(Consortium consortium, int operators, int customers, int mitigations)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, mitigations),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (n, _) => await consortium.Ask(n, customers, [.. Enumerable.Range(0, Engagements).Select(e => $"op{((n * Engagements) + e) % operators}")]));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var n = 0; n < mitigations; n++)
            while (!await consortium.Stands(n, customers, Engagements))
                await pause.WaitForNextTickAsync();
    }

    /// <summary>Twice, because what has a finalizer goes only with the second.</summary>
    private static long Heap()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
