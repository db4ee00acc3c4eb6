using System.Globalization;
using Bench.Fanout;
using Bench.World;

namespace Bench.Accept.Mixed;

/// <summary>
/// What one flooding member and one controller that never answers cost all others: the latency of the same members' same messages before, under and after
/// load, in which everybody registers and sends heartbeats as well; and whether the orchestrator's memory is flat meanwhile.
/// </summary>
internal static class MixedBenchmark
{
    /// <summary>Those whose messages are timed.</summary>
    private const int Measured = 20;

    private const int MeasuredHeartbeats = 600;
    private const int Heartbeats = 10_000;
    private const int Mitigations = 200;
    private const int FirstRegistrations = 1000;
    private const int Restarts = 200;

    /// <summary>What a member may send a second of one kind, by default (contracts, Settings: Limits).</summary>
    private const int Permitted = 50;

    private const double GoalRatio = 1.5;
    private const int AtRest = 100;

    public static async Task<int> Run(string[] args)
    {
        var (minutes, fill, members, seed) = (Options.Number(args, "--minutes", 10), Options.Number(args, "--fill", 7), Options.Number(args, "--members", 2000), Options.Number(args, "--seed", 1));
        var (rounds, quiet, times) = (Options.Number(args, "--rounds", 1), TimeSpan.FromSeconds(Options.Number(args, "--quiet", 180)), Options.Number(args, "--flood", 50));
        using var folder = new DiskFolder();
        var pki = new Pki(folder.Below("pki"));
        var all = new Members(pki, members);
        await using var controllers = await Receivers.Start(pki, all.Operators, Members.Silent);
        await using var server = await ServerProcess.Start(folder, pki, all.Entries());

        var random = new Random(seed);
        Participant[] operators = all.OperatorsAt(server.Url, controllers.Url), customers = all.CustomersAt(server.Url);
        foreach (var one in operators.Concat(customers[..(Measured + 1)]))
            await one.Register();
        var flood = new Flood(server.Url, customers[Measured], all.CertificateOfCustomer(Measured));
        var rates = new TrafficRates(Mitigations, Heartbeats, MeasuredHeartbeats, FirstRegistrations, Restarts, times * Permitted);
        var traffic = new Traffic(customers[..Measured], customers[(Measured + 1)..], flood, rates, random);
        await WarmUp(server, traffic);

        var (unloaded, loaded, memory, flooded) = (new Phase(), new Phase(), new MemoryTrack(), flood.Counts);
        for (var round = 0; round < rounds; round++)
        {
            var filling = round == 0 ? fill : 0;
            await During(unloaded, server, null, 0, @for => traffic.Quiet(unloaded, @for), quiet);
            await During(loaded, server, memory, filling, @for => traffic.Loaded(loaded, @for), TimeSpan.FromMinutes(filling + minutes));
            Say($"round {round + 1}", unloaded, loaded);
        }

        await During(unloaded, server, null, 0, @for => traffic.Quiet(unloaded, @for), quiet);
        Report(unloaded, loaded, (flood.Counts.Sent - flooded.Sent, flood.Counts.Answered - flooded.Answered, flood.Counts.Refused - flooded.Refused, flood.Counts.Accepted - flooded.Accepted));
        memory.Report();
        foreach (var one in operators.Concat(customers))
            one.Dispose();
        return 0;
    }

    private static Task During(Phase phase, ServerProcess server, MemoryTrack? memory, int filling, Func<TimeSpan, Task> stretch, TimeSpan @for) => phase.During(server, async () =>
    {
        using var ended = new CancellationTokenSource();
        var watch = Watch(server, memory, filling, ended.Token);
        await stretch(@for);
        await ended.CancelAsync();
        await watch;
    });

    private static async Task WarmUp(ServerProcess server, Traffic traffic)
    {
        long compiled;
        var turns = 0;
        do
        {
            compiled = (await server.State()).Compiled;
            await traffic.WarmUp(new Phase(), TimeSpan.FromSeconds(5));
        }
        while (++turns < 10 && (await server.State()).Compiled - compiled > AtRest);
    }

    /// <summary>Memory at the end of every minute, looked at without load as well, since it stops the orchestrator for a moment. Minutes in which it fills up to what it then stays at do not count.</summary>
    private static async Task Watch(ServerProcess server, MemoryTrack? memory, int filling, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        try
        {
            for (var minute = 1; await timer.WaitForNextTickAsync(ended); minute++)
            {
                var state = await server.Collected();
                if (memory is not null)
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"minute {minute}: heap {state.Heap >> 20} MiB, working set {state.WorkingSet >> 20} MiB"));
                if (minute > filling)
                    memory?.Add(state);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static void Say(string when, Phase unloaded, Phase loaded) => Console.Error.WriteLine(when + ": " + string.Join(", ", unloaded.Measured.Zip(loaded.Measured, (u, l) =>
        string.Create(CultureInfo.InvariantCulture, $"{u.Kind} p99 {Quantile(u.Samples, 0.99):0.00} -> {Quantile(l.Samples, 0.99):0.00} ms"))));

    private static double Quantile(Samples samples, double share) => samples.Sorted() is { Length: > 0 } sorted ? Spread.Quantile(sorted, share) : double.NaN;

    private static void Report(Phase unloaded, Phase loaded, (long Sent, long Answered, long Refused, long Accepted) flood)
    {
        foreach (var ((kind, calm), (_, under)) in unloaded.Measured.Zip(loaded.Measured))
        {
            Bench.Report.Figure($"accept.mixed.p50.{kind}", Quantile(under, 0.5), "ms", Quantile(calm, 0.5));
            Bench.Report.Figure($"accept.mixed.p99.{kind}", Quantile(under, 0.99), "ms", Quantile(calm, 0.99), GoalRatio, ofRatio: true);
            Bench.Report.Figure($"accept.mixed.spread.{kind}", Spread.Of(under.NinetyNinthByMinute()), "share", Spread.Of(calm.NinetyNinthByMinute()));
            Bench.Report.Figure($"accept.mixed.samples.{kind}", under.Count, "messages", calm.Count);
        }

        Bench.Report.Figure("accept.mixed.p50.registration", Quantile(loaded.Registrations, 0.5), "ms");
        Bench.Report.Figure("accept.mixed.p99.registration", Quantile(loaded.Registrations, 0.99), "ms");
        Bench.Report.Figure("accept.mixed.failed", loaded.Failed + unloaded.Failed, "messages", goal: 0);
        Bench.Report.Figure("accept.mixed.mitigations", loaded.Requests.Count * 60 / loaded.Seconds, "a-minute");
        Bench.Report.Figure("accept.mixed.heartbeats", (loaded.Heartbeats.Count + loaded.OtherHeartbeats.Count) * 60 / loaded.Seconds, "a-minute");
        Bench.Report.Figure("accept.mixed.registrations", loaded.Registrations.Count * 60 / loaded.Seconds, "a-minute");
        Bench.Report.Figure("accept.mixed.flood", flood.Answered / loaded.Seconds, "req/s");
        Bench.Report.Figure("accept.mixed.flood.refused", (double)flood.Refused / flood.Answered, "share");
        Bench.Report.Figure("accept.mixed.flood.accepted", flood.Accepted / loaded.Seconds, "req/s");
        Bench.Report.Figure("accept.mixed.commits", loaded.Commits, "fsyncs/s", unloaded.Commits);
        Bench.Report.Figure("accept.mixed.commit.p50", loaded.Commit(0.5), "ms", unloaded.Commit(0.5));
        Bench.Report.Figure("accept.mixed.commit.p99", loaded.Commit(0.99), "ms", unloaded.Commit(0.99));
        Bench.Report.Figure("accept.mixed.cpu.orchestrator", loaded.ServerCores, "cores", unloaded.ServerCores);
        Bench.Report.Figure("accept.mixed.cpu.bench", loaded.ClientCores, "cores", unloaded.ClientCores);
        Bench.Report.Figure("accept.mixed.pauses.orchestrator", loaded.ServerPauses, "share", unloaded.ServerPauses);
        Bench.Report.Figure("accept.mixed.pauses.bench", loaded.ClientPauses, "share", unloaded.ClientPauses);
        Bench.Report.Figure("accept.mixed.allocates", loaded.ServerAllocates / 1024 / 1024, "MiB/s", unloaded.ServerAllocates / 1024 / 1024);
    }
}
