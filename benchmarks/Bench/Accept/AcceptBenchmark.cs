using System.Runtime;
using Bench.Accept.Mixed;
using Bench.World;
using Grains.Customers;
using Grains.Identity;
using Microsoft.Extensions.DependencyInjection;
using Storage.Journal;

namespace Bench.Accept;

/// <summary>Durable acceptance through the whole orchestrator against a bare endpoint that does the same input and output: TLS, HTTP/2, as many bytes appended, the same group commit.</summary>
internal sealed class AcceptBenchmark : IBenchmark
{
    /// <summary>So many that no one comes near the 50 requests a second it is granted: no limit is raised.</summary>
    private const int Askers = 256;
    private const int MostSeconds = 30;
    private const int AtRest = 40;
    private const int WarmUpConcurrency = 32;
    private const double GoalRatio = 0.5;
    private const double GoalFsyncs = 1;
    private static readonly int[] Concurrencies = [1, 16, 64];

    public string Name => "accept";

    public string Summary => "durable accepted requests a second, their latency and fsyncs; options: --rounds N (5), --seconds N (3) a round, --concurrency N,N (1,16,64), --only orchestrator|reference; --mixed [--minutes N (10)] [--members N (2000)] ...: others' latency and memory while one member floods (see README)";

    public async Task<int> Run(string[] args)
    {
        if (args.Contains("--mixed"))
            return await MixedBenchmark.Run(args);
        var (rounds, seconds) = (Options.Number(args, "--rounds", 5), TimeSpan.FromSeconds(Options.Number(args, "--seconds", 3)));
        var concurrencies = Options.Numbers(args, "--concurrency", Concurrencies);
        using var folder = new DiskFolder();
        var pki = new Pki(folder.Below("pki"));
        Asker[] askers = [.. Enumerable.Range(0, Askers).Select(n => new Asker(n, pki))];
        await using var orchestrator = await World.Orchestrator.Start(folder, pki, askers.Select(a => a.Member));

        var (answer, bytes) = await CountFsyncs(orchestrator, askers);
        using var commits = new GroupCommit(folder.Below("reference.log"), bytes);
        await using var reference = await BareServer.Start(pki.Server("reference"), async context =>
        {
            await BareServer.Body(context.Request);
            await commits.Append();
            await BareServer.Answer(context.Response, answer);
        });

        await WarmUp(orchestrator, reference.Url, askers);
        var only = Array.IndexOf(args, "--only") is >= 0 and var at ? args[at + 1] : null;
        if (only is not null)
            return await Profile(only == "orchestrator" ? orchestrator.Url : reference.Url, askers, concurrencies, seconds * rounds);

        foreach (var concurrency in concurrencies)
            await Compare(orchestrator, reference.Url, askers, concurrency, rounds, seconds);
        foreach (var asker in askers)
            asker.Dispose();
        return 0;
    }

    /// <summary>One request at a time, each looked at until its plan is stored too. Returns the answer and what acceptance writes, for the reference to do the same.</summary>
    private static async Task<(byte[] Answer, int Bytes)> CountFsyncs(World.Orchestrator orchestrator, Asker[] askers)
    {
        using var count = new StorageCount();
        var (answer, accepted, planned, bytes) = (Array.Empty<byte>(), 0L, 0L, 0L);
        foreach (var asker in askers)
        {
            count.Clear();
            answer = await asker.Ask(orchestrator.Url, remember: true);
            var acceptance = await count.After(1);
            accepted += acceptance.Fsyncs;
            bytes += acceptance.Bytes;
            planned += (await count.After(2)).Fsyncs;
        }

        Report.Figure("accept.fsyncs", (double)accepted / askers.Length, "fsyncs", goal: GoalFsyncs);
        Report.Figure("accept.fsyncs-with-plan", (double)planned / askers.Length, "fsyncs");
        Report.Figure("accept.bytes", (double)bytes / askers.Length, "B");
        await Withdraw(orchestrator, askers);
        return (answer, (int)(bytes / askers.Length));
    }

    private static async Task Compare(World.Orchestrator orchestrator, Uri reference, Asker[] askers, int concurrency, int rounds, TimeSpan seconds)
    {
        var journal = orchestrator.Services.GetRequiredService<JournalStore>();
        var (ours, bare) = (new List<Round>(), new List<Round>());
        var fsyncs = 0L;
        for (var round = 0; round < rounds; round++)
        {
            var before = journal.Statistics.Fsyncs;
            ours.Add(await Load.Run(askers, orchestrator.Url, concurrency, seconds, remember: true));
            fsyncs += journal.Statistics.Fsyncs - before;

            // What goes on after an acceptance must not slow the reference down.
            await Withdraw(orchestrator, askers);
            bare.Add(await Load.Run(askers, reference, concurrency, seconds, remember: false));
        }

        var rate = Spread.Median(bare.Select(r => r.Rate));
        Report.Figure($"accept.rate.c{concurrency}", Spread.Median(ours.Select(r => r.Rate)), "req/s", rate, GoalRatio, higherIsBetter: true, ofRatio: true);
        Report.Figure($"accept.spread.c{concurrency}", Spread.Of(ours.Select(r => r.Rate)), "share", Spread.Of(bare.Select(r => r.Rate)));
        var (mine, others) = (Spread.Sorted(ours.SelectMany(r => r.Latencies)), Spread.Sorted(bare.SelectMany(r => r.Latencies)));
        Report.Figure($"accept.p50.c{concurrency}", Spread.Quantile(mine, 0.5), "ms", Spread.Quantile(others, 0.5));
        Report.Figure($"accept.p99.c{concurrency}", Spread.Quantile(mine, 0.99), "ms", Spread.Quantile(others, 0.99));
        Report.Figure($"accept.cpu.c{concurrency}", Work(ours), "us/req", Work(bare));
        Report.Figure($"accept.allocated.c{concurrency}", Garbage(ours), "B/req", Garbage(bare));
        Report.Figure($"accept.fsyncs-with-plan.c{concurrency}", (double)fsyncs / mine.Length, "fsyncs");
    }

    private static double Work(List<Round> rounds) => rounds.Sum(r => r.Worked.TotalMicroseconds) / rounds.Sum(r => r.Latencies.Length);

    private static double Garbage(List<Round> rounds) => (double)rounds.Sum(r => r.Allocated) / rounds.Sum(r => r.Latencies.Length);

    /// <summary>Until the compiler has come to rest: a service runs for months, and code is compiled anew for most of its first minute.</summary>
    private static async Task WarmUp(World.Orchestrator orchestrator, Uri reference, Asker[] askers)
    {
        long compiled;
        var seconds = 0;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            await Load.Run(askers, orchestrator.Url, WarmUpConcurrency, TimeSpan.FromSeconds(1), remember: true);
            await Withdraw(orchestrator, askers);
            await Load.Run(askers, reference, WarmUpConcurrency, TimeSpan.FromSeconds(0.5), remember: false);
        }
        while (++seconds < MostSeconds && JitInfo.GetCompiledMethodCount() - compiled > AtRest);
    }

    private static Task Withdraw(World.Orchestrator orchestrator, Asker[] askers) => Parallel.ForEachAsync(askers, async (asker, _) =>
    {
        foreach (var alert in asker.Alerts)
            await orchestrator.Grains.GetGrain<ICustomerGrain>(asker.Id).Withdraw(new Principal(asker.Id, asker.Key), alert);
        asker.Alerts.Clear();
    });

    /// <summary>One side alone, for a profiler to look at.</summary>
    private static async Task<int> Profile(Uri server, Asker[] askers, int[] concurrencies, TimeSpan seconds)
    {
        foreach (var concurrency in concurrencies)
        {
            var (paused, jit) = (GC.GetTotalPauseDuration(), JitInfo.GetCompilationTime());
            var round = await Load.Run(askers, server, concurrency, seconds, remember: false);
            Report.Figure($"accept.alone.c{concurrency}", round.Rate, "req/s");
            Report.Figure($"accept.alone.cpu.c{concurrency}", Work([round]), "us/req");
            Report.Figure($"accept.alone.pause.c{concurrency}", (GC.GetTotalPauseDuration() - paused) / round.Took, "share");
            Report.Figure($"accept.alone.jit.c{concurrency}", (JitInfo.GetCompilationTime() - jit) / round.Took, "share");
            Report.Figure($"accept.alone.allocated.c{concurrency}", Garbage([round]), "B/req");
        }

        return 0;
    }
}
