using Controller.Mitigators;
using Controller.Signaling;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Customers;

/// <summary>The half that asks the orchestrator, or the fallbacks after it, and hears what they say.</summary>
internal sealed partial class CustomerKeeper
{
    /// <summary>Tries before the next orchestrator is asked instead of one that cannot be reached.</summary>
    private const int Tries = 3;

    /// <summary>How long an orchestrator has for finding helpers before another one is asked; and the first pause once all have been asked, doubled with each round.</summary>
    private static readonly TimeSpan HelpersWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(5);

    /// <summary>Between an end that the orchestrator decided and the next request.</summary>
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(60);

    private MitigationStatusUpdates? _helpers;
    private Task _acknowledging = Task.CompletedTask;
    private DateTimeOffset _helpersAt, _grantedUntil, _refreshAt = DateTimeOffset.MaxValue;
    private string? _thereFailing, _byPerson;
    private int _moves, _efficacies;
    private bool _congested, _givenUp;

    // What an earlier process asked may have been accepted without anybody here knowing.
    private bool _mayStandThere = true;
    private (AttackStatus Attack, int Health)? _efficacy;

    /// <summary>Whether the own detector says that the uplink is full.</summary>
    public void Congested(bool congested)
    {
        lock (_heard)
            _congested = congested;
    }

    /// <summary>A person says that the orchestrator is to be asked.</summary>
    public void EscalatedBy(string person)
    {
        lock (_heard)
            _byPerson = $"{person} says so";
        Poke();
    }

    /// <summary>How the customer fares; passed on to who helps.</summary>
    public void Fares(AttackStatus attack, int health)
    {
        lock (_heard)
            (_efficacy, _efficacies) = ((attack, health), _efficacies + 1);
        Poke();
    }

    /// <summary>An orchestrator's status about this mitigation.</summary>
    public void Hear(MitigationStatusUpdates status)
    {
        var now = _parts.Time.GetUtcNow();
        lock (_heard)
        {
            if (Committed.Asked?.Alert != status.AlertId || (_helpers is { } known && known.AlertId == status.AlertId && status.RecordTime < known.RecordTime))
                return;
            (_helpers, _helpersAt) = (status, now);
            _figures.TakeHelpers(
                new(status.MaliciousTotalPackets ?? 0, status.MaliciousTotalBits ?? 0, status.ForwardedTotalPackets ?? 0, status.ForwardedTotalBits ?? 0),
                status.StartTime ?? now, now, CustomerStatuses.Filters(_held));
        }

        Changed();
        Poke();
    }

    /// <summary>Whether the orchestrator is to be asked now, or another one.</summary>
    private CustomerCommand? Escalation(CustomerMitigation state)
    {
        if (!state.Runs)
            return null;
        var load = _parts.Load();
        lock (_heard)
        {
            var now = _parts.Time.GetUtcNow();
            if (state.Asked is { } asked)
                return Instead(asked, now);
            if (!_parts.MayAsk() || (state.Escalations is [.., var last] && now - last.At < AskedAgainAfter))
                return null;
            var customer = _parts.Files.Current.Find(state.Customer);
            var reason = _byPerson ?? _parts.Triggers.Reason(_key, state.Request!, customer?.Relay ?? RelayPolicy.Never, _held, _congested, load);
            if (reason is null)
                return null;
            _mayStandThere = false;
            return new CustomerCommand.Escalate(AlertIds.New(_key, _parts.Time), _parts.Client.Servers[0], reason, null, NothingThere: false);
        }
    }

    /// <summary>What came of asking this one. When it does not help and there are others, the next one is asked, in a circle.</summary>
    private CustomerCommand? Instead(Escalated asked, DateTimeOffset now)
    {
        var servers = _parts.Client.Servers;
        if (_helpers is { } said && said.AlertId == asked.Alert)
        {
            if (said.Status == MitigationStatus.Done)
            {
                // It ended there without a termination from here: a stop, or its lifetime.
                if (_acknowledging.IsCompleted && servers.Contains(asked.Server) && !_closing.IsCancellationRequested)
                    _acknowledging = AcknowledgeThere(asked);
                return new CustomerCommand.OverThere(asked.Alert);
            }

            if (NobodyHelps(said) && now - asked.At >= HelpersWithin)
                (_thereFailing, _givenUp) = ($"{asked.Server} found nobody who helps", true);
            else if (said.Status == MitigationStatus.Ongoing)
                _moves = 0;
        }

        if (!servers.Contains(asked.Server))
            (_thereFailing, _givenUp) = ($"{asked.Server} is no longer among the settings", true);
        else if (!_givenUp || servers.Length == 1 || now - asked.At < PauseBetween(servers.Length))
            return null;
        var next = servers[(servers.IndexOf(asked.Server) + 1) % servers.Length];
        var command = new CustomerCommand.Escalate(AlertIds.New(_key, _parts.Time), next, asked.Reason, _thereFailing, NothingThere: !_mayStandThere);
        (_givenUp, _mayStandThere, _refreshAt, _grantedUntil) = (false, false, DateTimeOffset.MaxValue, default);
        _moves++;
        return command;
    }

    /// <summary>In the first round the next one is asked at once.</summary>
    private TimeSpan PauseBetween(int servers) => (_moves / (servers - 1)) switch
    {
        0 => TimeSpan.Zero,
        var round => TimeSpan.FromSeconds(Math.Min(LongestRound.TotalSeconds, HelpersWithin.TotalSeconds * (1 << Math.Min(round - 1, 10)))),
    };

    private static bool NobodyHelps(MitigationStatusUpdates status) =>
        status.Status == MitigationStatus.Error
        || (status.Extension?.Mitigation?.Operators is { IsDefaultOrEmpty: false } operators && operators.All(o => o.State is "declined" or "exhausted" or "ended"));

    /// <summary>What was asked ends before the mitigation does: asked again at half of what was granted.</summary>
    private void Refresh()
    {
        if (_parts.Time.GetUtcNow() < _refreshAt)
            return;
        _refreshAt = DateTimeOffset.MaxValue;
        _there.Again();
    }

    private async Task<ErrandOutcome> AskThere(CustomerEffect.AskThere due, int failed)
    {
        var (state, now) = (Committed, _parts.Time.GetUtcNow());
        if (state.Asked is not { } asked || asked.Alert != due.Alert || !_parts.Client.Servers.Contains(due.Server))
            return ErrandOutcome.Failed();
        using var span = ControllerTrace.Start("escalation.send", "request");
        try
        {
            var request = EscalatedRequest.Of(state, asked, _parts.Registrations.Of(state.Customer)?.Message, _parts.Files.Current.Find(_parts.Member)?.Zones ?? [], _parts.Client.SenderId, _parts.Client.SenderAsn, now);
            var result = await _parts.Client.Request(due.Server, request, _closing.Token);
            if (result is not SendResult<MitigationStatusUpdates>.Ok { Message: var status })
                return NotHelped(due, Delivery.Of(result), result is SendResult<MitigationStatusUpdates>.Unreachable, failed);
            lock (_heard)
            {
                _mayStandThere = true;
                _thereFailing = status.Status == MitigationStatus.Error ? $"{due.Server} cannot help: error_reason {status.ErrorReason}" : null;
                _grantedUntil = status.Lifetime is { } until && until > TimeSpan.Zero ? now + until : DateTimeOffset.MaxValue;
                _refreshAt = status.Lifetime is { } granted && granted > TimeSpan.Zero ? now + (granted / 2) : DateTimeOffset.MaxValue;
            }

            Hear(status);
            return ErrandOutcome.Done;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return ErrandOutcome.Failed();
        }
    }

    private ErrandOutcome NotHelped(CustomerEffect.AskThere due, Delivery delivery, bool unreachable, int failed)
    {
        lock (_heard)
        {
            // What got no answer may have arrived.
            _mayStandThere |= unreachable;
            _thereFailing = $"{due.Server}: {delivery.Detail}";
            // One that helps goes on helping while it cannot be reached, for as long as it granted. Refused for good is asked again all the same where there is
            // nobody else: somebody will correct what is wrong.
            var helps = _helpers is { Status: MitigationStatus.Ongoing } said && said.AlertId == due.Alert && _parts.Time.GetUtcNow() < _grantedUntil;
            _givenUp = delivery.Permanent || (failed + 1 >= Tries && !helps);
        }

        ControllerMetrics.SendFailures.Add(1);
        LogNotHelped(_parts.Logger, _key, due.Server, failed + 1, delivery.Detail);
        Changed();
        return ErrandOutcome.Failed(delivery.RetryAfter);
    }

    private async Task<ErrandOutcome> TellThere(CustomerEffect.TellThere due, int failed)
    {
        try
        {
            var result = await _parts.Client.Efficacy(due.Server, due.Alert, due.Attack, due.Health, _closing.Token);
            if (result is SendResult<MitigationStatusUpdates>.Ok { Message: var status })
                Hear(status);
            // It is news; what cannot be told soon is old.
            return result is SendResult<MitigationStatusUpdates>.Unreachable && failed < Tries ? ErrandOutcome.Failed() : ErrandOutcome.Done;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return ErrandOutcome.Failed();
        }
    }

    /// <summary>Closes the dialogue after a final status; if it is lost, the orchestrator closes it by itself.</summary>
    private async Task AcknowledgeThere(Escalated ended)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _parts.Client.Acknowledge(ended.Server, ended.Alert, _closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Told to.
        }
    }

    private async Task<ErrandOutcome> EndThere(CustomerEffect.EndThere due)
    {
        if (!_parts.Client.Servers.Contains(due.Server))
            return ErrandOutcome.Failed();
        using var span = ControllerTrace.Start("escalation.send", "termination");
        try
        {
            var result = await _parts.Client.Terminate(due.Server, due.Alert, _closing.Token);
            switch (result)
            {
                case SendResult<MitigationStatusUpdates>.Ok ok:
                    Hear(ok.Message);
                    // Closes the dialogue; if it is lost, the orchestrator closes it by itself.
                    await _parts.Client.Acknowledge(due.Server, due.Alert, _closing.Token);
                    break;
                case SendResult<MitigationStatusUpdates>.Refused { Refusal.Status: 404 }:
                    break;
                case SendResult<MitigationStatusUpdates>.Refused { Permanent: true }:
                    // Nothing more can be said to one that does not listen; it ends there by itself.
                    LogNotEnded(_parts.Logger, _key, due.Server, due.Alert, Delivery.Of(result).Detail);
                    break;
                default:
                    LogNotEnded(_parts.Logger, _key, due.Server, due.Alert, Delivery.Of(result).Detail);
                    return ErrandOutcome.Failed(Delivery.Of(result).RetryAfter);
            }

            await Tell(_ => new CustomerCommand.OverThere(due.Alert));
            return ErrandOutcome.Done;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return ErrandOutcome.Failed();
        }
        catch (Exception e) when (Orders.OrderBook.IsStoreFailure(e))
        {
            LogNotStored(_parts.Logger, _key, e);
            return ErrandOutcome.Failed();
        }
    }
}
