using Orleans.Embedded.Calls;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>Requests: which may run now, and running them.</summary>
internal sealed partial class Activation
{
    /// <inheritdoc/>
    public bool TryDeliver(Request request)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Ended)
                return false;
            _waiting.Add(request);
            if (CanProceed(request))
                WantPump();
            return true;
        }
    }

    /// <summary>Gives a fresh activation what waited for its predecessor, before anybody else can reach it.</summary>
    public void Inherit(List<Request> requests)
    {
        lock (_gate)
        {
            foreach (var request in requests)
                _waiting.Add(request);
            WantPump();
        }
    }

    /// <summary>Does what there is to do, as a turn: begin or end the activation, or start requests until none may run.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            _pumpQueued = false;
            _pumping = true;
        }

        while (true)
        {
            Request? next = null;
            ActivationState entering;
            lock (_gate)
            {
                entering = _state;
                var lifecycle = !_inLifecycle && (_state == ActivationState.Creating || (_state == ActivationState.Deactivating && _running == 0));
                if (lifecycle)
                    _inLifecycle = true;
                else if (!_inLifecycle && _state is ActivationState.Valid or ActivationState.Deactivating)
                    next = _waiting.Take(_mayRun);

                if (next is not null)
                {
                    Count(next, 1);
                }
                else if (!lifecycle)
                {
                    _pumping = false;
                    return;
                }
            }

            if (next is not null)
                _ = Run(next);
            else
                _ = entering == ActivationState.Creating ? Begin() : End();
        }
    }

    // An async method of its own, so that what a request sets in its execution context ends with it.
    private async Task Run(Request request)
    {
        try
        {
            RequestContext.Import(request.Context);
            await request.Execute(this);
        }
        finally
        {
            lock (_gate)
            {
                Count(request, -1);
                if (request.KeepsAlive)
                    _idleSince = Environment.TickCount64;
                if (_waiting.Count > 0 || _state == ActivationState.Deactivating)
                    WantPump();
            }
        }
    }

    /// <summary>Called by a request whose grain threw.</summary>
    public void OnFailed(Request request, Exception exception)
    {
        if (request.IsOneWay && !request.IsLocal)
            Silo.LogOneWayFailed(exception, request, GrainId);
        if (exception is not InconsistentStateException { IsSourceActivation: true } inconsistent)
            return;
        inconsistent.IsSourceActivation = false;
        Silo.LogInconsistentState(exception, GrainId);
        Deactivate(new(DeactivationReasonCode.ApplicationError, exception.Message));
    }

    private bool MayRun(Request request)
    {
        if (_state == ActivationState.Deactivating && !request.IsLocal)
            return false;
        if (_running == 0 || request.AlwaysInterleaves || Class.IsReentrant)
            return true;
        return _exclusive == 0 && (request.IsReadOnly || _readers == 0);
    }

    // The requests that already wait were found unable to run in this state, so only the new one is looked at.
    private bool CanProceed(Request request) =>
        _state == ActivationState.Creating || (_state is ActivationState.Valid or ActivationState.Deactivating && MayRun(request));

    private void Count(Request request, int change)
    {
        _running += change;
        if (request.AlwaysInterleaves)
            return;
        if (request.IsReadOnly)
            _readers += change;
        else
            _exclusive += change;
    }

    // Needs the lock. A pump that runs looks again before it ends.
    private void WantPump()
    {
        if (_pumpQueued || _pumping || _inLifecycle)
            return;
        _pumpQueued = true;
        Scheduler.QueuePump();
    }
}
