using System.Diagnostics;
using Bench.World;

namespace Bench.Fanout;

/// <summary>One mitigation that asks many controllers at once over warm connections, against a bare loop that sends the same bytes to the same receivers.</summary>
internal sealed class FanoutBenchmark : IBenchmark
{
    private const double GoalRatio = 1.5;

    /// <summary>Handshakes at once while connections are made: more would run into their own time limits on a small machine.</summary>
    private const int Handshakes = 50;
    private static readonly int[] Sizes = [10, 100, 1000];

    public string Name => "fanout";

    public string Summary => "from the plan's write to the last of 10, 100, 1,000 controllers' acknowledgements; options: --rounds N (15), --sizes N,N (10,100,1000)";

    public async Task<int> Run(string[] args)
    {
        var (rounds, sizes) = (Options.Number(args, "--rounds", 15), Options.Numbers(args, "--sizes", Sizes));
        string[] operators = [.. Enumerable.Range(0, sizes.Max()).Select(i => $"op{i}")];
        using var folder = new DiskFolder();
        var pki = new Pki(folder.Below("pki"));
        await using var receivers = await Receivers.Start(pki, operators);
        await using var orchestrator = await World.Orchestrator.Start(folder, pki, Asked.Members(operators), development: true);
        var asked = new Asked(orchestrator);
        await asked.Register(operators, receivers.Url);
        var callers = operators.ToDictionary(id => id, _ => new Caller(pki.Server("orchestrator")), StringComparer.Ordinal);

        using var clock = new FanoutClock();
        foreach (var some in operators.Chunk(Handshakes))
        {
            await Ours(asked, clock, receivers, some);
            await Bare(callers, receivers, some);
        }

        foreach (var size in sizes)
            await Compare(asked, clock, receivers, callers, operators[..size], rounds);
        foreach (var caller in callers.Values)
            caller.Dispose();
        return 0;
    }

    private static async Task Compare(Asked asked, FanoutClock clock, Receivers receivers, Dictionary<string, Caller> callers, string[] operators, int rounds)
    {
        var (ours, first, bare, work, bareWork) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            var (all, toFirst, worked) = await Ours(asked, clock, receivers, operators);
            var (loop, loopWorked) = await Bare(callers, receivers, operators);

            // The first two of a size only warm up.
            if (round < 0)
                continue;
            ours.Add(all.TotalMilliseconds);
            first.Add(toFirst.TotalMilliseconds);
            bare.Add(loop.TotalMilliseconds);
            work.Add(worked.TotalMicroseconds / operators.Length);
            bareWork.Add(loopWorked.TotalMicroseconds / operators.Length);
        }

        Report.Figure($"fanout.{operators.Length}", Spread.Median(ours), "ms", Spread.Median(bare), GoalRatio, ofRatio: true);
        Report.Figure($"fanout.spread.{operators.Length}", Spread.Of(ours), "share", Spread.Of(bare));
        Report.Figure($"fanout.first.{operators.Length}", Spread.Median(first), "ms");
        Report.Figure($"fanout.cpu.{operators.Length}", Spread.Median(work), "us/order", Spread.Median(bareWork));
    }

    private static async Task<(TimeSpan All, TimeSpan First, TimeSpan Worked)> Ours(Asked asked, FanoutClock clock, Receivers receivers, string[] operators)
    {
        var all = clock.Expect(operators.Length);
        receivers.First = 0;
        var before = Environment.CpuUsage.TotalTime;
        var alert = await asked.Ask(operators);
        await all;
        var worked = Environment.CpuUsage.TotalTime - before;
        await asked.Withdraw(alert);
        return (clock.Took, Stopwatch.GetElapsedTime(clock.Begun, receivers.First), worked);
    }

    /// <summary>Everything at once, as the orchestrator does; the bytes are those that the orchestrator sent last.</summary>
    private static async Task<(TimeSpan All, TimeSpan Worked)> Bare(Dictionary<string, Caller> callers, Receivers receivers, string[] operators)
    {
        var (before, begin) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(operators.Select(id =>
        {
            var path = $"/{id}/dots/api/mitigation_request";
            return callers[id].Post(new Uri(receivers.Url, path), receivers.Orders[path]);
        }));
        return (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - before);
    }
}
