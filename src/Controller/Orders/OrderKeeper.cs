using Controller.Log;
using Controller.Mitigators;
using Dots.Mechanism;
using Microsoft.Extensions.Logging;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>
/// One engagement at this member: gives its shell one turn at a time and carries its effects out. At most one call to the mitigator
/// is under way; one that the state no longer asks for is cancelled.
/// </summary>
internal sealed partial class OrderKeeper(string engagement, OrderBookParts parts, bool readBack) : IEffects, IAsyncDisposable
{
    private static readonly OrderRules Rules = new();

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly RetryPauses _pauses = new();
    private Shell<HeldOrder, OrderCommand, OrderEvent>? _shell;
    private MitigatorCall? _call;
    private volatile Task _work = Task.CompletedTask;
    private (int Revision, EngagementReportState State)? _told;
    private bool _answering;
    private TrafficMeter? _meter;
    private DateTimeOffset _nextReading;
    private int? _rulesFree;
    private string? _failing;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What was read back may or may not be in the mitigator: the process ended somewhere between telling it and storing that.
    private bool _mustAsk = readBack;

    /// <summary>Last stored state; may be read at any time.</summary>
    public HeldOrder Committed => _shell?.Committed ?? HeldOrder.None;

    /// <summary>Set once it has been forgotten: whoever still has this keeper takes a new one.</summary>
    public bool Gone { get; private set; }

    /// <summary>Ends when the call to the mitigator that is under way now has had its effect here.</summary>
    public Task Idle => _work;

    /// <summary>One order or withdrawal of the orchestrator. The answer is the committed state, so its sender needs no report of it.</summary>
    /// <param name="decide">Makes the command from the state it meets, within the turn.</param>
    /// <returns>Whether it was taken: not by a keeper that is gone.</returns>
    public async Task<(bool Taken, Refusal? Refusal)> Answer(Func<HeldOrder, OrderCommand> decide)
    {
        await _turn.WaitAsync();
        _answering = true;
        try
        {
            return Gone ? (false, null) : (true, await Handle(decide));
        }
        finally
        {
            _answering = false;
            _turn.Release();
        }
    }

    /// <summary>What the asker last said of how it fares; null when it said nothing to this process.</summary>
    public OrderEfficacy? Efficacy { get; set; }

    /// <summary>What is known of it now, for people.</summary>
    public OrderView View => new(Committed, _meter?.Current, Efficacy, _failing);

    /// <summary>News of this member's own: time, mitigator, people.</summary>
    public Task<Refusal?> Tell(OrderCommand command) => Tell(_ => command);

    /// <param name="decide">Makes the command from the state it meets, within the turn.</param>
    public async Task<Refusal?> Tell(Func<HeldOrder, OrderCommand> decide)
    {
        await _turn.WaitAsync();
        try
        {
            var refusal = await Handle(decide);
            if (Committed.Phase == OrderPhase.None || (Committed.Phase == OrderPhase.Over && parts.Time.GetUtcNow() > Committed.RememberUntil && _call is null))
                Gone = true;
            return refusal;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends when nothing is in place any more, or with the token.</summary>
    public async Task WhenOver(CancellationToken cancellation)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _moved);
            if (!Committed.MayHold)
                return;
            await moved.Task.WaitAsync(cancellation);
        }
    }

    public void Perform(IEnumerable<Effect> effects)
    {
        var state = Committed;
        OrderEffect? wanted = null;
        foreach (var effect in effects)
            if (effect is OrderEffect.Report report)
                Report(state, report);
            else
                wanted = (OrderEffect)effect;

        Volatile.Read(ref _moved).TrySetResult();
        Volatile.Write(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously));

        var now = parts.Time.GetUtcNow();
        if (_call is { } call)
            call.CancelUnless(wanted);
        else if (wanted is not null && _pauses.Allows(wanted, now))
            Start(wanted, state);
        else if (wanted is null && state.Phase == OrderPhase.Active && now >= _nextReading)
            Start(null, state);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _work;
        _closing.Dispose();
    }

    private async Task<Refusal?> Handle(Func<HeldOrder, OrderCommand> decide)
    {
        // After a failed write nobody knows what is stored: only reading back tells.
        if (_shell is not { Lost: false } shell)
        {
            shell = new(Rules, HeldOrder.None, new OrderStore(parts.Store, engagement, Written, parts.Time), this, parts.Time);
            await shell.Load();
            _shell = shell;
        }

        var refusal = await shell.Handle(decide(shell.Committed));
        parts.Quota.Set(engagement, Committed.Rules);
        shell.Drive();
        return refusal;
    }

    private void Written(HeldOrder state, System.Collections.Immutable.ImmutableArray<OrderEvent> events)
    {
        parts.Log.Happened(state, events);
        foreach (var happened in events)
        {
            LogHappened(engagement, state.Revision, OrderWords.Of(happened), OrderWords.Of(state.Reported), state.Waiting?.Reason ?? state.Reason ?? "as ordered");
            if (happened is OrderEvent.Postponed { Waiting: { Until: null } waiting })
                LogWaits(parts.Logger, engagement, waiting.Revision, waiting.NotAfter, waiting.Reason);
            ControllerMetrics.Orders.Add(1, new KeyValuePair<string, object?>("event", OrderWords.Of(happened)));
        }
    }

    private void Report(HeldOrder state, OrderEffect.Report due)
    {
        if (_told == (due.Revision, due.State))
            return;
        _told = (due.Revision, due.State);
        if (!_answering)
            Send(state);
    }

    private void Send(HeldOrder state) => parts.Reports.Send(new(state, state.MayHold ? _meter?.Current : null, _rulesFree, _failing));
}
