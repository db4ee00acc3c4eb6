using Controller.Signaling;
using Dots.Mechanism;
using Dots.Scopes;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.Logging;

namespace Controller.Sightings;

/// <summary>
/// Takes the orchestrator's questions and sends what the source says, as a report of its own (mechanism, section 7). A few at once, each no longer than its
/// deadline. What cannot be told is not answered: silence says neither "seen" nor "not seen".
/// </summary>
/// <param name="source">Null: this member answers no sightings.</param>
/// <param name="send">Sends one report to the orchestrator, once.</param>
internal sealed partial class SightingDesk(
    ISightingSource? source,
    Func<SightingReport, CancellationToken, Task<Delivery>> send,
    TimeProvider time,
    ILogger<SightingDesk> log) : IAsyncDisposable
{
    /// <summary>Neighbours told at most, those that bring most; what the others bring is in the total.</summary>
    public const int MaxIngress = 64;

    /// <summary>Destinations, protocols or source ports of one question at most.</summary>
    private const int MaxListed = 256;

    private const int AtOnce = 4;
    private const int MaxWaiting = 64;
    private const int InvalidValue = 0, ServerError = 1, Others = 255;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly RetryPolicy Retries = new() { First = TimeSpan.FromMilliseconds(200), Cap = TimeSpan.FromSeconds(2), Tries = 3 };

    /// <summary>Nobody may ask protection for more, so nobody has a reason to ask about more (design, section 5).</summary>
    private static readonly WidestScope Widest = new(24, 48);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _lanes = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _closing = new();
    private readonly LogGate _gate = new(TimeSpan.FromSeconds(10), time);

    /// <summary>Takes a question, whose sender has been checked. A question that is being answered is not asked twice.</summary>
    /// <param name="date">When it was sent, in whole seconds of its sender's clock.</param>
    /// <returns>Why it is not answered; null when it will be, as far as the source can tell.</returns>
    public MechanismRefusal? Take(SightingRequest asked, DateTimeOffset date)
    {
        if (source is null)
            return new(404, Others, "this operator answers no sightings");
        if (asked.Destinations.Length > MaxListed || asked.Protocols.Length > MaxListed || asked.SourcePorts.Length > MaxListed)
            return new(500, InvalidValue, $"dst_ip, protocols and src_ports may have {MaxListed} values each");
        foreach (var destination in asked.Destinations)
            if (destination.Length < (destination.IsIPv6 ? Widest.V6 : Widest.V4))
                return new(403, Others, $"dst_ip: {destination} is wider than what protection may be asked for, /{Widest.V4} and /{Widest.V6}");

        var left = asked.Deadline - Theirs(date);
        if (left <= TimeSpan.Zero)
            return new(500, InvalidValue, "deadline: has passed");
        lock (_lock)
        {
            if (_running.ContainsKey(asked.SightingId))
                return null;
            if (_closing.IsCancellationRequested || _running.Count >= MaxWaiting)
                return new(503, ServerError, "as many sightings as are taken are being looked for") { RetryAfter = TimeSpan.FromSeconds(1) };
            _running[asked.SightingId] = Answer(source, asked, left < Longest ? left : Longest);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            _closing.Cancel();
            running = [.. _running.Values];
        }

        await Task.WhenAll(running);
    }

    /// <summary>The time by the sender's clock: a deadline of seconds is worth nothing on a clock that is off by more.</summary>
    private DateTimeOffset Theirs(DateTimeOffset date)
    {
        // Cut to whole seconds, and a moment on the way: up to that it is the same time.
        var now = time.GetUtcNow();
        var behind = now - date;
        return behind >= -Moment && behind <= TimeSpan.FromSeconds(1) + Moment ? now : date;
    }

    private async Task Answer(ISightingSource from, SightingRequest asked, TimeSpan within)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (await Look(from, asked, within) is { } found)
                await Send(found);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The orchestrator's round ends by its own deadline.
        }
        finally
        {
            lock (_lock)
                _running.Remove(asked.SightingId);
        }
    }

    private async Task<SightingReport?> Look(ISightingSource from, SightingRequest asked, TimeSpan within)
    {
        using var span = ControllerTrace.Start("sighting.look", from.GetType().Name);
        using var deadline = new CancellationTokenSource(within, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _closing.Token);
        var started = time.GetTimestamp();
        try
        {
            await _lanes.WaitAsync(ended.Token);
            try
            {
                var left = within - time.GetElapsedTime(started);
                return Complete(await from.Look(asked, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), ended.Token), asked);
            }
            finally
            {
                _lanes.Release();
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            NotTold("the deadline passed");
        }
        catch (SightingException e)
        {
            NotTold(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A source says what it cannot tell; this is a bug, and must not end the controller.
            LogBroken(log, e);
        }

        return null;
    }

    private SightingReport Complete(SightingReport found, SightingRequest asked) => found with
    {
        SightingId = asked.SightingId,
        Ingress = found.Ingress.Length <= MaxIngress ? found.Ingress : [.. found.Ingress.OrderByDescending(i => i.Bps).ThenBy(i => i.NeighbourAsn).Take(MaxIngress)],
        SampledAt = found.SampledAt ?? time.GetUtcNow(),
    };

    /// <summary>A late report still counts for the next plan, so it is sent a few times, and then forgotten.</summary>
    private async Task Send(SightingReport found)
    {
        for (var failures = 1; ; failures++)
        {
            var delivery = await send(found, _closing.Token);
            if (delivery.Taken)
            {
                ControllerMetrics.Sightings.Add(1, new KeyValuePair<string, object?>("outcome", found.Seen ? "seen" : "not-seen"));
                return;
            }

            ControllerMetrics.SendFailures.Add(1);
            if (delivery.Permanent || Retries.Pause(failures, Random.Shared, delivery.RetryAfter) is not { } pause)
            {
                NotTold($"the orchestrator did not take the report: {delivery.Detail}");
                return;
            }

            await Task.Delay(pause, time, _closing.Token);
        }
    }

    private void NotTold(string why)
    {
        ControllerMetrics.Sightings.Add(1, new KeyValuePair<string, object?>("outcome", "not-told"));
        if (_gate.Open(out var unsaid))
            LogNotTold(log, why, unsaid);
    }

    [LoggerMessage(3801, LogLevel.Warning, "a sighting was not answered: {Why} ({Unsaid} more since the last time this was said). The orchestrator plans without it", EventName = "SightingNotTold")]
    private static partial void LogNotTold(ILogger log, string why, int unsaid);

    [LoggerMessage(3802, LogLevel.Error, "a sighting was not answered because its source failed inside this program; report this", EventName = "SightingBroken")]
    private static partial void LogBroken(ILogger log, Exception exception);
}
