using Controller.Customers;
using Controller.Detection;
using Controller.Local;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Policy;
using Controller.Settings;
using Controller.Signaling;
using Hosting.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storage.Journal;
using Storage.Once;

namespace Controller;

/// <summary>
/// What runs between start and stop: reads back the orders before anything is received, registers once orders can be received, lets time do its work
/// every second. A stop leaves filters where they are: the next start goes on with them.
/// </summary>
internal sealed partial class ControllerRuntime(
    ControllerSettings settings,
    OrchestratorClient client,
    RuleQuota quota,
    OrderPolicy policy,
    MemberFiles files,
    CustomerComposition composition,
    DetectorComposition detectors,
    IMitigator mitigator,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers) : IHostedLifecycleService, IReadiness, IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger<ControllerRuntime>();
    private readonly CancellationTokenSource _stopping = new();
    private JournalStore? _store;
    private OrderLog? _orderLog;
    private Reporter? _reporter;
    private OrderBook? _book;
    private CustomerBook? _customers;
    private OnceStore? _once;
    private OrchestratorSession? _session;
    private LocalServer? _local;
    private Task _running = Task.CompletedTask;
    private int _disposed;

    /// <summary>Set before the first order can arrive.</summary>
    public OrderBook Book => _book ?? throw new InvalidOperationException("the controller has not been started");

    /// <summary>Told of every heartbeat that the orchestrator sends.</summary>
    public HeartbeatWatch Heartbeats { get; } =
        new(TimeSpan.FromSeconds(settings.Orchestrator.HeartbeatSeconds), client.Url, time, loggers.CreateLogger<HeartbeatWatch>());

    /// <summary>Set before the first request can arrive.</summary>
    public CustomerBook Customers => _customers ?? throw new InvalidOperationException("the controller has not been started");

    /// <summary>Nonces of signed messages; set before the first can arrive.</summary>
    public OnceStore Once => _once ?? throw new InvalidOperationException("the controller has not been started");

    public IEnumerable<string> NotReady()
    {
        if (_book is not { Ready: true })
            return ["orders are being read back"];
        return _session?.NotReady() ?? ["the first registration has not begun"];
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var data = Path.GetFullPath(settings.Data.Directory);
        var journal = new JournalOptions { Directory = Path.Combine(data, settings.Name, "journal"), ReserveBytes = 1 << 20, CompactAfterBytes = 8 << 20 };
        _store = await JournalStore.Open(journal, time, loggers.CreateLogger<JournalStore>());
        _once = await OnceStore.Open(_store, "nonce", time, cancellation: cancellationToken);
        _orderLog = new(Path.Combine(data, "logs", settings.Name + ".jsonl"), time);
        _reporter = new(client.Report, await ReportNumbers.Open(_store, time), _orderLog, time, loggers.CreateLogger<Reporter>());
        var reports = new ReportRouter(_reporter);
        _book = new(new(_store, mitigator, reports, _orderLog, quota, time, loggers.CreateLogger<OrderBook>())
        {
            ReportEvery = TimeSpan.FromSeconds(settings.Orchestrator.ReportSeconds),
        });
        reports.Own = _customers = composition.Make(_store, _book, () => _session is not { Left: true });
        await _book.Start(cancellationToken);
        // As soon as there is something to stop, whether or not the rest of the start succeeds.
        var commands = new LocalCommands(_book, Judge, Link, time, loggers.CreateLogger<LocalCommands>()) { Escalate = _customers.Escalate, Unregister = Unregister, Register = Register };
        _local = LocalServer.Start(LocalSocket.PathOf(data, settings.Name), commands, time, loggers.CreateLogger<LocalServer>());
        await _customers.Start(cancellationToken);
        LogReadBack(_log, settings.Name, _book.Held.Count(), _book.Held.Count(o => o.MayHold));
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now is the port known to which orders may be sent.
        var every = TimeSpan.FromSeconds(settings.Orchestrator.HeartbeatSeconds);
        _session = new(client.Register, client.Heartbeat, every, client.Url, time, loggers.CreateLogger<OrchestratorSession>());
        _running = Run(_session);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        // Once after the stop, so that everything is closed when the stop has been waited for, and once by whoever drops the host.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        // Its failure, if any, was thrown while stopping.
        await Task.WhenAny(_running);
        if (_local is not null)
            await _local.DisposeAsync();
        if (_customers is not null)
            await _customers.DisposeAsync();
        if (_book is not null)
            await _book.DisposeAsync();
        if (_reporter is not null)
            await _reporter.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        _orderLog?.Dispose();
    }

    private Verdict Judge(Order order, RequestedTerms asked) => OwnEngagement.Is(order.Engagement) ? Customers.Judge(order, asked) : policy.Judge(order, asked);

    private Verdict JudgeHeld(Order order, RequestedTerms asked) => OwnEngagement.Is(order.Engagement) ? Customers.Judge(order, asked, held: true) : policy.JudgeHeld(order, asked);

    /// <summary>A person cancels the registration: with it go what this member asked for and what it was ordered.</summary>
    private async Task<(bool Done, string Said)> Unregister(string reasons, CancellationToken cancellation)
    {
        if (_session is not { } session)
            return (false, "the controller is just starting; say it again");
        var delivery = await session.Leave(c => client.CancelRegistration(reasons, c), cancellation);
        return delivery.Taken
            ? (true, $"the registration with {client.Url} is cancelled: {delivery.Detail}. Until 'controller register' or the next start nothing is sent there and nobody is asked for help")
            : (false, $"the registration with {client.Url} stands: {delivery.Detail}");
    }

    private (bool Done, string Said) Register() => _session?.Return() == true ? (true, $"registering with {client.Url}; 'controller list' shows whether it was taken") : (false, "its registration is not cancelled");

    private string Link() => $"{_session?.Standing ?? client.Url + ", not called yet"}; {Heartbeats.Standing}{(Customers.Heartbeats.Lost is [_, ..] lost ? $"; customers lost: {string.Join(", ", lost)}" : "")}";

    private async Task Run(OrchestratorSession session)
    {
        try
        {
            Task[] all = [session.Run(_stopping.Token), Tick(_stopping.Token), detectors.Make(Customers).Run(_stopping.Token)];
            await await Task.WhenAny(all);
            await Task.WhenAll(all);
        }
        catch (Exception e)
        {
            // A controller that no longer ends filters must not look alive.
            LogFailed(_log, e);
            lifetime.StopApplication();
            throw;
        }
    }

    private async Task Tick(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TickEvery, time);
        int? reviewed = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                // Also once after each start: they may have changed while no process ran.
                if (files.RulesVersion is var rules && rules != reviewed && await Book.Review(JudgeHeld))
                    reviewed = rules;
                await Book.Tick();
                // Who left is not called any more either.
                if (_session is not { Left: true })
                    Heartbeats.Look();
                await Customers.Tick();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }

    [LoggerMessage(3402, LogLevel.Critical, "the controller cannot go on and stops; filters in place stay until it is started again. Start it again; if it stops again, report this", EventName = "Failed")]
    private static partial void LogFailed(ILogger log, Exception exception);

    [LoggerMessage(3401, LogLevel.Information, "{Name} remembers {Orders} orders, {Held} of them may have filters in place", EventName = "ReadBack")]
    private static partial void LogReadBack(ILogger log, string name, int orders, int held);
}
