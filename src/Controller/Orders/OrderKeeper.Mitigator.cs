using Controller.Mitigators;
using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>The half that talks to the mitigator.</summary>
internal sealed partial class OrderKeeper
{
    private void Start(OrderEffect? effect, HeldOrder state)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        var call = new MitigatorCall(effect, stop);
        _call = call;
        _work = Run(call, state, stop);
    }

    private async Task Run(MitigatorCall call, HeldOrder state, CancellationTokenSource stop)
    {
        // The turn that asked for it goes on first: starting a process takes its time. Where somebody schedules this code (a simulation), there.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        OrderCommand? news = null;
        string? failure = null;
        Task asked = Task.CompletedTask;
        var lane = parts.Lanes.Of(call.Effect);
        var entered = false;
        try
        {
            await lane.WaitAsync(stop.Token);
            entered = true;
            using var limit = new CancellationTokenSource(parts.MitigatorLimit, parts.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, limit.Token);
            var order = new MitigatorOrder(state.Engagement, state.TermsRevision, state.Alert, state.Terms!, state.NotAfter);
            var answer = Ask(call.Effect, order, both.Token);
            asked = answer;
            news = await answer.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The state no longer asks for it, or the process ends; how far the mitigator got is not known.
            _mustAsk = true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Members write mitigators: whatever goes wrong there is a failed call, to be told and repeated.
            _mustAsk = true;
            failure = e is MitigatorException ? e.Message : e is OperationCanceledException ? $"took longer than {parts.MitigatorLimit.TotalSeconds:0} s" : e.ToString();
        }

        // A cancelled apply that comes to its effect behind the withdrawal would leave a filter that nobody knows of: the next call waits
        // until this one has stopped, as long as a mitigator that keeps to its contract can take.
        if (!_closing.IsCancellationRequested)
            await asked.WaitAsync(parts.MitigatorLimit, parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (entered)
            lane.Release();
        await Finish(call, state, news, failure);
        stop.Dispose();
    }

    private async Task<OrderCommand?> Ask(OrderEffect? effect, MitigatorOrder order, CancellationToken cancellation)
    {
        if (effect is OrderEffect.TakeOut)
        {
            var answer = await parts.Mitigator.Withdraw(order, cancellation);
            return answer.State == MitigatorState.Ended
                ? new OrderCommand.TakenOut(order.Revision)
                : throw new MitigatorException($"answered withdraw with {answer.State}");
        }

        var status = effect is null || _mustAsk ? await parts.Mitigator.Status(order, cancellation) : null;
        if (effect is null)
            return Read(status!, order);
        var applied = status is { State: MitigatorState.Active } ? status : await parts.Mitigator.Apply(order, cancellation);
        if (applied.State == MitigatorState.Ended)
            throw new MitigatorException("answered apply with ended");
        return Read(applied, order, first: true);
    }

    private OrderCommand? Read(MitigatorAnswer answer, MitigatorOrder order, bool first = false)
    {
        var now = parts.Time.GetUtcNow();
        _mustAsk = false;
        _rulesFree = answer.RulesFree;
        if (first || _meter is null)
            _meter = new(now);
        if (answer.Counters is { } counters)
            _meter.Take(counters, now);

        return answer.State switch
        {
            MitigatorState.Declined => new OrderCommand.Refused(order.Revision, answer.Decline ?? DeclineCode.Capacity, answer.Reason ?? "the mitigator declined"),
            MitigatorState.Ended => new OrderCommand.Vanished(order.Revision),
            _ when first => new OrderCommand.Applied(order.Revision),
            // A mitigator that does not count cannot tell that nothing matches.
            _ when answer.Counters is not null && now - _meter.LastMatch >= parts.ReleaseAfter =>
                new OrderCommand.Release($"nothing matched for {parts.ReleaseAfter.TotalMinutes:0} min"),
            _ => null,
        };
    }

    private async Task Finish(MitigatorCall call, HeldOrder state, OrderCommand? news, string? failure)
    {
        if (_closing.IsCancellationRequested)
            return;
        await _turn.WaitAsync();
        try
        {
            _call = null;
            var now = parts.Time.GetUtcNow();
            _nextReading = now + parts.ReportEvery;
            if (failure is null)
            {
                _pauses.Clear();
                _failing = null;
            }
            else
            {
                Failed(call, state, failure, now);
            }

            if (news is not null)
                await Handle(_ => news);
            else
                _shell!.Drive();
            if (call.Effect is null && failure is null && Committed.Phase == OrderPhase.Active)
                Send(Committed);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            // What the mitigator said is asked again; the state as stored still wants it.
            _mustAsk = true;
            LogNotStored(engagement, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Failed(MitigatorCall call, HeldOrder state, string failure, DateTimeOffset now)
    {
        var pause = _pauses.Failed(call.Effect, now);
        _nextReading = now + (pause > parts.ReportEvery ? pause : parts.ReportEvery);
        parts.Log.MitigatorFailed(state, call.Action, failure);
        LogMitigatorFailed(call.Action, engagement, state.Revision, _pauses.Failures, failure, pause.TotalSeconds);
        var first = _failing is null;
        _failing = failure;
        if (first)
            Send(Committed);
    }
}
