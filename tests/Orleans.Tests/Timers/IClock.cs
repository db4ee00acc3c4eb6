using Orleans.Concurrency;

namespace Orleans.Tests.Timers;

/// <summary>A grain with a timer, told step by step what to do.</summary>
public interface IClock : IGrainWithStringKey
{
    /// <summary>Starts a timer that says "tick N" and, with <paramref name="holds"/>, waits for "go N" before its end.</summary>
    Task Start(TimeSpan due, TimeSpan period, bool holds = false, bool interleave = false);

    /// <summary>Starts a timer that counts ticks and fails in each.</summary>
    Task StartFailing(TimeSpan due, TimeSpan period);

    Task StartWithState(string state, TimeSpan due);

    Task Change(TimeSpan due, TimeSpan period);

    Task StopTimer();

    Task Leave();

    Task Hold(string signal);

    /// <summary>Ticks so far. A request like any other: returns after those before it.</summary>
    Task<int> Ticks();

    [AlwaysInterleave]
    Task<int> TicksNow();
}

public sealed class ClockGrain(Signals signals) : Grain, IClock
{
    private IGrainTimer? _timer;
    private int _ticks;

    private string Key => this.GetPrimaryKeyString();

    public Task Start(TimeSpan due, TimeSpan period, bool holds, bool interleave)
    {
        _timer = this.RegisterGrainTimer(token => Tick(holds, token), new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan due, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                signals.Say($"{Key} failing tick {++_ticks}");
                throw new InvalidDataException("tick failed");
            },
            due,
            period);
        return Task.CompletedTask;
    }

    public Task StartWithState(string state, TimeSpan due)
    {
        _timer = this.RegisterGrainTimer(
            static (both, _) =>
            {
                both.Signals.Say(both.State);
                return Task.CompletedTask;
            },
            (Signals: signals, State: state),
            new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Hold(string signal)
    {
        signals.Say($"holding {signal}");
        return signals.Wait(signal);
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<int> TicksNow() => Task.FromResult(_ticks);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Say($"{Key} left");
        return Task.CompletedTask;
    }

    private async Task Tick(bool holds, CancellationToken token)
    {
        var tick = ++_ticks;
        await using var registration = token.Register(() => signals.Say($"{Key} cancelled"));
        signals.Say($"{Key} tick {tick}");
        if (holds)
            await signals.Wait($"{Key} go {tick}");
        signals.Say($"{Key} ended {tick}");
    }
}
