using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>The half that tells the customer: by push where it has a callback, by answers and heartbeats always.</summary>
internal sealed partial class CustomerKeeper
{
    /// <param name="extensions">Whether the customer announced them.</param>
    public MitigationStatusUpdates Status(bool extensions)
    {
        lock (_heard)
        {
            var state = Committed;
            var helpers = _helpers is { } said && state.Escalations.Any(e => e.Alert == said.AlertId && !e.IsOver) ? said : null;
            var view = new CustomerView(state, Targets, _held, _failing, helpers, _helpersAt, _thereFailing, _figures);
            return CustomerStatuses.Of(view, _parts.Member, _parts.Client.SenderId, _parts.Client.SenderAsn, extensions, _parts.Time.GetUtcNow());
        }
    }

    /// <summary>Whether something changed since the customer last fetched it; marks it as fetched.</summary>
    public bool TakeChanged()
    {
        lock (_heard)
        {
            var changed = _toFetch && Committed.Phase != CustomerPhase.None;
            _toFetch &= !changed;
            return changed;
        }
    }

    /// <summary>The customer has heard that it is over.</summary>
    public void Acknowledged()
    {
        lock (_heard)
            (_acknowledged, _toFetch) = (true, false);
    }

    private void Changed()
    {
        lock (_heard)
        {
            _pace.Change();
            _toFetch = true;
        }
    }

    /// <summary>Pushes what is due, one at a time; what fails is tried again with the next one.</summary>
    private void Publish()
    {
        lock (_heard)
        {
            var (state, now) = (Committed, _parts.Time.GetUtcNow());
            var over = state.Phase is CustomerPhase.Ending or CustomerPhase.Closed && (_acknowledged || now > state.EndedAt + AcknowledgedWithin);
            if (state.Phase == CustomerPhase.None || over || !_pushing.IsCompleted || _closing.IsCancellationRequested || _pace.Next(now, state.Runs) > TimeSpan.Zero)
                return;
            if (_parts.Registrations.CallbackOf(state.Customer) is not { } callback)
                return;
            _pace.Published(now);
            _pushing = Push(state.Customer, callback);
        }
    }

    private async Task Push(string customer, Callback callback)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (await _parts.Links.Push(customer, callback, Status(_parts.Registrations.Extends(customer)), _closing.Token) is not { } failure)
                return;
            LogNotPushed(_parts.Logger, _key, callback.Url, failure);
            lock (_heard)
                _pace.Change();
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The next process tells it.
        }
    }
}
