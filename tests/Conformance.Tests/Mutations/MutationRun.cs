using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Mutations;

/// <summary>
/// Sends the mutations once, to all servers at once, and keeps what the tests ask about. MUTATIONS and MUTATIONS_SEED in the environment say how many and which;
/// the same seed makes the same mutations as long as the answers are the same.
/// </summary>
public sealed class MutationRun : IAsyncLifetime
{
    private const int Default = 100_000, DefaultSeed = 1;

    /// <summary>Part of the mutations after which what the servers hold is taken for what they need.</summary>
    private const double WarmUp = 0.2;

    private readonly WatchedLog _log = new();
    private readonly List<string> _unobserved = [];
    private readonly List<Sender> _senders = [];
    private MechanismWorld _mechanism = null!;
    private AdministrationWorld _administration = null!;

    internal Tally Tally { get; } = new();

    internal WatchedLog Log => _log;

    internal MechanismWorld Mechanism => _mechanism;

    internal int Wanted { get; } = Setting("MUTATIONS", Default);

    internal int Seed { get; } = Setting("MUTATIONS_SEED", DefaultSeed);

    /// <summary>Bytes on the managed heap without the inputs kept by senders, with everything withdrawn: after the warm-up, and at the end.</summary>
    internal (long Warm, long End) Heap { get; private set; }

    /// <summary>Connections that all servers hold together, likewise, once nobody sends any more.</summary>
    internal (long Warm, long End) Connections { get; private set; }

    /// <summary>Orders and filters seen by then.</summary>
    internal (long Warm, long End) Witnessed { get; private set; }

    /// <summary>What was left after everything had been withdrawn; null: nothing.</summary>
    internal string? Left { get; private set; }

    /// <summary>Stored mitigations, while some still ran, that were about address space of others.</summary>
    internal List<string> Escaped { get; } = [];

    internal TimeSpan Started { get; private set; }

    internal TimeSpan Took { get; private set; }

    /// <summary>Time that all processors together gave: what the time would be, times their number, were nobody else using them.</summary>
    internal TimeSpan Processors { get; private set; }

    internal IReadOnlyCollection<string> Unobserved => _unobserved;

    public async Task InitializeAsync()
    {
        TaskScheduler.UnobservedTaskException += Unwatched;
        using var connections = new OpenConnections();
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        _mechanism = await MechanismWorld.Start(_log);
        _administration = await AdministrationWorld.Start(_log);
        var shares = Senders();
        Started = watch.Elapsed;

        await Valid();
        await Run(shares, WarmUp);
        await End();
        Heap = (Bytes(), 0);
        Witnessed = (Seen, 0);
        Connections = (await connections.Settled(), 0);
        await Together(_senders.Select(s => s.Dialogue.Begin(s)));
        await Run(shares, 1 - WarmUp);
        Escaped.AddRange((await _mechanism.Active()).Where(m => !_mechanism.IsInside(m)).Select(m => $"{m.Key}: {string.Join(",", m.Targets)}"));
        await Valid();
        await End();
        Heap = (Heap.Warm, Bytes());
        Witnessed = (Witnessed.Warm, Seen);
        Connections = (Connections.Warm, await connections.Settled());
        (Took, Processors) = (watch.Elapsed, Environment.CpuUsage.TotalTime - before);
    }

    public async Task DisposeAsync()
    {
        TaskScheduler.UnobservedTaskException -= Unwatched;
        foreach (var sender in _senders)
            await sender.DisposeAsync();
        await _mechanism.DisposeAsync();
        await _administration.DisposeAsync();
    }

    /// <summary>For a person: what was sent and how it was answered.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"MUTATIONS_SEED={Seed} MUTATIONS={Wanted}: {Tally.Mutations} sent, {Tally.Read} of them read, {Tally.Waits} waits for a budget, start {Started.TotalSeconds:0.0} s, all {Took.TotalSeconds:0.0} s, of processors {Processors.TotalSeconds:0.0} s");
        text.AppendLine(CultureInfo.InvariantCulture, $"heap {Heap.Warm / 1e6:0.0} -> {Heap.End / 1e6:0.0} MB; connections {Connections.Warm} -> {Connections.End}; orders and filters witnessed {Witnessed.Warm} -> {Witnessed.End}; log lines {_log.Lines}; inputs kept {_senders.Sum(s => s.Kept) / 1e6:0.0} MB");
        foreach (var endpoint in Tally.Answers.GroupBy(a => a.Key.Endpoint).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {endpoint.Key}: {string.Join(", ", endpoint.OrderBy(a => a.Key.Status).Select(a => $"{a.Key.Status} x {a.Value}"))}");
        foreach (var (warning, times) in _log.Warnings.OrderByDescending(w => w.Value).Take(12))
            text.AppendLine(CultureInfo.InvariantCulture, $"  warned {times} x {warning}");
        return text.ToString();
    }

    /// <summary>Every server says that it is alive and ready.</summary>
    internal async Task<List<string>> Sick()
    {
        var sick = new List<string>();
        foreach (var server in _mechanism.Servers.Append(_administration.Gateway.Url))
        {
            using var wire = new Wire(server, null);
            foreach (var path in new[] { "healthz", "readyz" })
                if (await wire.Get(path) is { Status: not 200 } answer)
                    sick.Add($"{server}{path}: {answer.Status} {answer.Text}");
        }

        return sick;
    }

    private long Seen => _mechanism.Witness.Seen + _mechanism.OrderWitness.Seen;

    private List<(Sender Sender, double Share)> Senders()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var rules = new AnswerRules(names);
        (Sender Sender, double Share)[] all = [.. _mechanism.Senders(rules, SeedOf, Tally), .. _administration.Senders(rules, SeedOf, Tally)];
        names.UnionWith(Mutations.Seeds.NamesOf(all.SelectMany(s => s.Sender.Dialogue.Seeds)));
        _senders.AddRange(all.Select(s => s.Sender));
        return [.. all];
    }

    private async Task Run(List<(Sender Sender, double Share)> shares, double part) => await Together(shares.Select(s => s.Sender.Run((int)Math.Ceiling(Wanted * s.Share * part))));

    private async Task Valid()
    {
        await Together(_senders.Where(s => s.Dialogue is not AdministratorDialogue).Select(s => s.Valid()));
        // One after the other: they change what the next one asks for.
        foreach (var sender in _senders.Where(s => s.Dialogue is AdministratorDialogue && AdministrationWorld.MayAll(s)).Take(2))
            await sender.Valid();
    }

    /// <summary>Withdraws everything and waits until nobody holds anything.</summary>
    private async Task End()
    {
        await Together(_senders.Select(s => s.Dialogue.End(s)));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
            Left = await _mechanism.Left();
        while (Left is not null && !patience.IsCancellationRequested && await pause.WaitForNextTickAsync(CancellationToken.None));
        foreach (var sender in _senders)
            await sender.DisposeAsync();
    }

    private static async Task Together(IEnumerable<Task> tasks) => await Task.WhenAll(tasks.ToArray());

    private long Bytes()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true) - _senders.Sum(s => s.Kept);
    }

    private void Unwatched(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        // How Orleans ends its stream of cluster membership when a silo of an earlier test stops.
        if (e.Exception.InnerException is ObjectDisposedException { ObjectName: "This instance has been disposed" })
            return;
        lock (_unobserved)
            _unobserved.Add(e.Exception.ToString());
    }

    /// <summary>Each sender has a sequence of its own, whatever the others do meanwhile.</summary>
    private int SeedOf(string name) => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name}")));

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Counts what Kestrel says of connections that were opened and closed.</summary>
    private sealed class OpenConnections : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _open;

        public OpenConnections()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "kestrel.active_connections", Meter.Name: "Microsoft.AspNetCore.Server.Kestrel" })
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _open, change));
            _listener.Start();
        }

        /// <summary>How many there are once their number stands still.</summary>
        public async Task<long> Settled()
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            for (var (last, same, tries) = (-1L, 0, 0); same < 3 && tries < 50; tries++)
            {
                await pause.WaitForNextTickAsync();
                same = Interlocked.Read(ref _open) == last ? same + 1 : 0;
                last = Interlocked.Read(ref _open);
            }

            return Interlocked.Read(ref _open);
        }

        public void Dispose() => _listener.Dispose();
    }
}
