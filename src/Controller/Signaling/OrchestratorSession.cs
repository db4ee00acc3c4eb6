using Dots.Transport.Mechanism;
using Hosting.Health;
using Microsoft.Extensions.Logging;

namespace Controller.Signaling;

/// <summary>
/// Registers with the orchestrator until it succeeds, then sends heartbeats (mechanism, section 1). Three missed: lost, which is said and shown and ends nothing.
/// Who was lost, or does not know this member any more, is registered with again; after a person cancelled the registration only when a person says so.
/// </summary>
internal sealed partial class OrchestratorSession(
    Func<CancellationToken, Task<Delivery>> register,
    Func<CancellationToken, Task<Delivery>> heartbeat,
    TimeSpan every,
    Uri url,
    TimeProvider time,
    ILogger<OrchestratorSession> logger) : IReadiness
{
    private const int MissedIsLost = 3;
    private static readonly RetryPolicy Retries = new() { First = TimeSpan.FromSeconds(1), Cap = TimeSpan.FromSeconds(30) };

    private readonly SemaphoreSlim _speaking = new(1, 1);
    private volatile TaskCompletionSource? _left;
    private volatile TaskCompletionSource _leaving = Waiting();
    private volatile bool _registered;
    private volatile int _missed;
    private volatile string _last = "not tried yet";

    /// <summary>How it stands, for a person.</summary>
    public string Standing => Left ? $"{url}, registration cancelled here, 'controller register' registers again" : NotReady().FirstOrDefault() is { } missing ? $"{url}, missing: {missing}" : $"{url}, registered, {(_missed == 0 ? "heartbeats answered" : $"{_missed} heartbeats missed ({_last})")}";

    /// <summary>Whether a person cancelled the registration: neither registrations nor heartbeats are sent.</summary>
    public bool Left => _left is not null;

    public bool Lost => _missed >= MissedIsLost;

    public IEnumerable<string> NotReady()
    {
        if (Left)
            yield break;
        if (!_registered)
            yield return $"registration with {url} ({_last})";
        else if (Lost)
            yield return $"heartbeats of {url}: {_missed} missed ({_last})";
    }

    /// <summary>Goes on until the token ends it.</summary>
    public async Task Run(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (_left is { } left)
                    await left.Task.WaitAsync(stop);
                await Register(stop);
                await Beat(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }

    /// <summary>Cancels the registration. Nothing is said to the orchestrator meanwhile, and nothing afterwards if it took it.</summary>
    /// <param name="cancel">Sends the cancelling, once.</param>
    public async Task<Delivery> Leave(Func<CancellationToken, Task<Delivery>> cancel, CancellationToken cancellation)
    {
        await _speaking.WaitAsync(cancellation);
        try
        {
            var delivery = await cancel(cancellation);
            if (delivery.Taken)
            {
                (_left, _registered) = (_left ?? Waiting(), false);
                _leaving.TrySetResult();
            }

            return delivery;
        }
        finally
        {
            _speaking.Release();
        }
    }

    /// <summary>Registers again after <see cref="Leave"/>. False: it had not left.</summary>
    public bool Return()
    {
        if (!Left)
            return false;

        // Before anything goes on, or the next heartbeat would not wait.
        _leaving = Waiting();
        return Interlocked.Exchange(ref _left, null) is { } left && left.TrySetResult();
    }

    private static TaskCompletionSource Waiting() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null: it has left, and nothing was sent.</summary>
    private async Task<Delivery?> Say(Func<CancellationToken, Task<Delivery>> send, CancellationToken stop)
    {
        await _speaking.WaitAsync(stop);
        try
        {
            return Left ? null : await send(stop);
        }
        finally
        {
            _speaking.Release();
        }
    }

    private async Task Register(CancellationToken stop)
    {
        for (var failures = 1; ; failures++)
        {
            if (await Say(register, stop) is not { } delivery)
                return;
            _last = delivery.Detail;
            if (delivery.Taken)
            {
                (_registered, _missed) = (true, 0);
                LogRegistered(logger, url);
                return;
            }

            // Also when it is refused for good: somebody will correct the consortium's file or this member's settings, and nobody should have to restart this.
            var pause = delivery.Permanent ? Retries.Cap : Retries.Pause(failures, Random.Shared, delivery.RetryAfter)!.Value;
            LogNotRegistered(logger, url, failures, delivery.Detail, pause.TotalSeconds);
            await Task.Delay(pause, time, stop);
        }
    }

    /// <summary>Returns when it is time to register again.</summary>
    private async Task Beat(CancellationToken stop)
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(every, time, stop), _leaving.Task);
            stop.ThrowIfCancellationRequested();
            if (!_registered)
                return;
            if (await Say(heartbeat, stop) is not { } delivery)
                return;
            _last = delivery.Detail;
            if (delivery.Taken)
            {
                var wasLost = Lost;
                _missed = 0;
                if (!wasLost)
                    continue;
                LogBack(logger, url);
                return;
            }

            ControllerMetrics.SendFailures.Add(1);
            ControllerMetrics.HeartbeatsMissed.Add(1);
            if (++_missed == MissedIsLost)
            {
                ControllerMetrics.HeartbeatsLost.Add(1, new KeyValuePair<string, object?>("direction", "sent"));
                LogLost(logger, url, _missed, delivery.Detail);
            }

            if (delivery.Permanent)
            {
                LogUnknown(logger, url, delivery.Detail);
                _registered = false;
                return;
            }
        }
    }
}
