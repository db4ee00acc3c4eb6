using System.Collections.Immutable;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Serving;
using Storage.Shells;

namespace Controller.Customers;

/// <summary>
/// One customer's mitigation: gives its shell one turn at a time, carries its errands out here and to the orchestrator, and keeps in memory what both said.
/// </summary>
internal sealed partial class CustomerKeeper : IEffects, IAsyncDisposable
{
    /// <summary>How long the final status is pushed to a customer that does not take it (mechanism, section 1).</summary>
    private static readonly TimeSpan AcknowledgedWithin = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly CustomerParts _parts;
    private readonly string _key, _engagement;
    private readonly CustomerRules _rules;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _heard = new();
    private readonly PublishPace _pace = new();
    private readonly Errand _here, _there, _efficacyThere;
    private readonly Dictionary<string, Errand> _endings = [];
    private Shell<CustomerMitigation, CustomerCommand, CustomerEvent>? _shell;
    private FoldedFigures _figures = new(StoredFigures.Zero);
    private DateTimeOffset _countAt;
    private Task _stepping = Task.CompletedTask, _pushing = Task.CompletedTask;
    private bool _poked, _toFetch, _acknowledged;

    public CustomerKeeper(string customer, string alert, CustomerParts parts)
    {
        (_parts, _key, _engagement) = (parts, CustomerMitigation.KeyOf(customer, alert), OwnEngagement.Of(customer, alert, parts.Member));
        _rules = new(parts.Lifetimes);
        (_here, _there, _efficacyThere) = (new(parts.Time), new(parts.Time), new(parts.Time));
    }

    /// <summary>Last stored state; may be read at any time.</summary>
    public CustomerMitigation Committed => _shell?.Committed ?? CustomerMitigation.None;

    /// <summary>What it protects; empty once nothing is left to be done.</summary>
    public ImmutableArray<Prefix> Targets { get; private set; } = [];

    /// <summary>Set once there is nothing to remember: whoever still has this keeper takes a new one.</summary>
    public bool Gone { get; private set; }

    /// <summary>Bits/s of the attack: what is measured, or what was reported if that is more.</summary>
    public long Volume
    {
        get
        {
            lock (_heard)
                return Committed.Request is { } request ? Math.Max(EscalatedRequest.VolumeOf(request), Measured) : 0;
        }
    }

    private long Measured
    {
        get
        {
            var own = _figures.OwnRates(_parts.Time.GetUtcNow());
            return own.DroppedBps + own.ForwardedBps;
        }
    }

    /// <summary>Reads back what is stored.</summary>
    public Task Load() => Tell(_ => null);

    /// <summary>A request of its customer. Stored before this returns.</summary>
    /// <returns>Whether it was taken: not by a keeper that is gone. Throws what the store throws; then nothing was promised.</returns>
    public async Task<(bool Taken, Refusal? Refusal)> Answer(CustomerCommand command)
    {
        await _turn.WaitAsync();
        try
        {
            return Gone ? (false, null) : (true, await Handle(_ => command));
        }
        finally
        {
            // One that was refused before anything was stored says nothing.
            Gone |= Committed.Phase == CustomerPhase.None;
            _turn.Release();
            Changed();
        }
    }

    /// <summary>Lets time do its work, and draws the conclusions of what was heard.</summary>
    public async Task Step()
    {
        try
        {
            await Tell(_ => new CustomerCommand.Tick());
            await Tell(Concluded);
            Refresh();
            await Tell(Escalation);
            await Tell(Counted);
            Publish();
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            // The next step tries again.
            LogNotStored(_parts.Logger, _key, e);
        }
    }

    /// <summary>Whether it is over for good and need not be remembered any longer.</summary>
    public bool Forget(DateTimeOffset now)
    {
        if (Committed is { Phase: CustomerPhase.Closed } closed && now > closed.EndedAt + _parts.Lifetimes.Remember)
            Gone = true;
        return Gone;
    }

    public void Perform(IEnumerable<Effect> effects)
    {
        var state = Committed;
        if (_closing.IsCancellationRequested)
            return;
        foreach (var effect in effects)
            switch (effect)
            {
                case CustomerEffect.Order due:
                    _here.Want(due, _ => OrderHere(due, state), Poke);
                    break;
                case CustomerEffect.TakeOut due:
                    _here.Want(due, _ => TakeOutHere(due), Poke);
                    break;
                case CustomerEffect.AskThere due:
                    _there.Want(due, failed => AskThere(due, failed), Poke);
                    break;
                case CustomerEffect.EndThere due:
                    if (!_endings.TryGetValue(due.Alert, out var ending))
                        _endings[due.Alert] = ending = new(_parts.Time);
                    ending.Want(due, _ => EndThere(due), Poke);
                    break;
            }

        foreach (var (alert, _) in _endings.Where(e => e.Value.Work.IsCompleted && !state.Escalations.Any(a => a.Alert == e.Key && !a.IsOver)).ToArray())
            _endings.Remove(alert);

        if (_efficacy is { } told && state.Asked is { } asked)
        {
            var due = new CustomerEffect.TellThere(asked.Alert, asked.Server, told.Attack, told.Health, _efficacies);
            _efficacyThere.Want(due, failed => TellThere(due, failed), Poke);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] work;
        lock (_heard)
        {
            _closing.Cancel();
            work = [_stepping, _pushing, _acknowledging];
        }

        await Task.WhenAll(work);
        await _turn.WaitAsync();
        work = [_here.Work, _there.Work, _efficacyThere.Work, .. _endings.Values.Select(e => e.Work)];
        _turn.Release();
        await Task.WhenAll(work);
    }

    /// <summary>Something is new: it is looked at soon, without waiting for the next tick.</summary>
    private void Poke()
    {
        lock (_heard)
        {
            _poked = true;
            if (_stepping.IsCompleted && !_closing.IsCancellationRequested)
                _stepping = Steps();
        }
    }

    private async Task Steps()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TakePoke())
            await Step();
    }

    private bool TakePoke()
    {
        lock (_heard)
        {
            var poked = _poked && !_closing.IsCancellationRequested;
            _poked = false;
            return poked;
        }
    }

    private async Task<Refusal?> Tell(Func<CustomerMitigation, CustomerCommand?> decide)
    {
        await _turn.WaitAsync();
        try
        {
            return Gone ? null : await Handle(decide);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Refusal?> Handle(Func<CustomerMitigation, CustomerCommand?> decide)
    {
        // After a failed write nobody knows what is stored: only reading back tells.
        if (_shell is not { Lost: false } shell)
        {
            shell = new(_rules, CustomerMitigation.None, new CustomerStore(_parts.Store, _key, _parts.Lifetimes, Written), this, _parts.Time);
            await shell.Load();
            if (_shell is null)
                _figures = new(shell.Committed.Figures);
            Targets = TargetsOf(shell.Committed);
            _shell = shell;
        }

        if (decide(shell.Committed) is not { } command)
            return null;
        var refusal = await shell.Handle(command);
        shell.Drive();
        return refusal;
    }

    private void Written(CustomerMitigation state, ImmutableArray<CustomerEvent> events)
    {
        foreach (var happened in events.Where(e => e is not CustomerEvent.Counted))
        {
            LogHappened(_parts.Logger, _key, state.Revision, CustomerWords.Of(happened), CustomerWords.Why(happened) ?? "as stored");
            ControllerMetrics.Customers.Add(1, new KeyValuePair<string, object?>("event", CustomerWords.Of(happened)));
        }

        if (!events.Any(e => e is not CustomerEvent.Counted))
            return;
        Targets = TargetsOf(state);
        Changed();
    }

    private static ImmutableArray<Prefix> TargetsOf(CustomerMitigation state) => state.Request is { } request ? [.. CustomerMatch.Of(request).Destinations.Distinct()] : [];

    private CustomerCommand? Counted(CustomerMitigation state)
    {
        lock (_heard)
        {
            var now = _parts.Time.GetUtcNow();
            if (!_figures.Changed || now < _countAt || state.Phase is not (CustomerPhase.Running or CustomerPhase.Ending))
                return null;
            _countAt = now + CountEvery;
            return new CustomerCommand.Count(_figures.ToStore());
        }
    }
}
