using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Calls;
using Orleans.Embedded.State;
using Orleans.Embedded.Timers;

namespace Orleans.Embedded;

/// <summary>Beginning and end.</summary>
internal sealed partial class Activation
{
    private readonly List<IReadBeforeActivation> _states = [];

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Ended)
                return;
            _stateBeforeDeactivating = _state;
            _reason = deactivationReason;
            _stop = cancellationToken;
            _state = ActivationState.Deactivating;
            WantPump();
        }

        _activating.Cancel();
    }

    /// <summary>Persistent states register here while the grain is constructed.</summary>
    public void ReadFirst(IReadBeforeActivation state) => _states.Add(state);

    private async Task Begin()
    {
        try
        {
            // One that was looked up just before the silo closed must not begin after it.
            if (!Silo.Catalog.IsOpen)
                throw Silo.Unavailable("is shutting down");
            _scope = Silo.Services.CreateAsyncScope();
            GrainInstance = Class.Construct(this);
        }
        catch (Exception exception)
        {
            Silo.LogActivationFailed(exception, GrainId);
            EndLifecycle(() => Deactivate(new(DeactivationReasonCode.ActivationFailed, exception, "Error constructing grain instance.")));
            return;
        }

        lock (_gate)
        {
            if (_state == ActivationState.Creating)
                _state = ActivationState.Activating;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_activating.Token);
            limit.CancelAfter(Silo.CollectionOptions.ActivationTimeout);
            if (_state == ActivationState.Activating)
            {
                RequestContext.Import(FirstContext());
                await Task.WhenAll(_states.Select(state => state.Read())).WaitAsync(limit.Token);
                await ((IGrainBase)GrainInstance!).OnActivateAsync(limit.Token).WaitAsync(limit.Token);
            }
        }
        catch (Exception exception)
        {
            Silo.LogActivationFailed(exception, GrainId);
            EndLifecycle(() => Deactivate(new(DeactivationReasonCode.ActivationFailed, exception, "Failed to activate grain.")));
            return;
        }

        EndLifecycle(() =>
        {
            lock (_gate)
            {
                _idleSince = Environment.TickCount64;
                if (_state == ActivationState.Activating)
                    _state = ActivationState.Valid;
            }
        });
    }

    private async Task End()
    {
        foreach (var timer in TakeTimers())
            timer.Dispose();

        if (_stateBeforeDeactivating == ActivationState.Valid)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop);
                limit.CancelAfter(Silo.CollectionOptions.DeactivationTimeout);
                await ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
            }
            catch (Exception exception)
            {
                Silo.LogDeactivationFailed(exception, GrainId);
            }
        }

        PassOn();
        await Dispose();
        _ended.TrySetResult();
    }

    private void PassOn()
    {
        List<Request> orphans;
        var failure = _reason.Exception;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            orphans = [.. _waiting.Drain().Where(request => !request.IsLocal)];
            if (Pool is null)
            {
                if (failure is null)
                    orphans.RemoveAll(request => !Silo.MayForward(request));

                // Under the lock, so that nobody who finds this one ended can overtake what waited here.
                Silo.Catalog.End(this, failure is null ? orphans : []);
            }
        }

        Pool?.Remove(this);
        if (failure is not null)
            orphans.ForEach(request => request.Fail(failure));
        else if (Pool is not null)
            orphans.Where(Silo.MayForward).ToList().ForEach(Silo.Send);
    }

    private async Task Dispose()
    {
        try
        {
            if (GrainInstance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else if (GrainInstance is IDisposable disposable)
                disposable.Dispose();
            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Silo.LogDeactivationFailed(exception, GrainId);
        }
    }

    // What the caller set is there while the grain is activated for it.
    private ImmutableDictionary<string, object>? FirstContext()
    {
        lock (_gate)
            return _waiting.First?.Context;
    }

    private GrainTimer[] TakeTimers()
    {
        lock (_gate)
        {
            GrainTimer[] timers = [.. _timers];
            _timers.Clear();
            return timers;
        }
    }

    private void EndLifecycle(Action change)
    {
        change();
        lock (_gate)
        {
            _inLifecycle = false;
            WantPump();
        }
    }
}
