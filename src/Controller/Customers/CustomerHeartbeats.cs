using System.Collections.Immutable;
using Dots.Serving;
using Microsoft.Extensions.Logging;

namespace Controller.Customers;

/// <summary>
/// Heartbeats to the customers that have a callback URL, and those of all that registered or ever sent some; three missed are lost, which is said and ends
/// nothing (mechanism, section 1).
/// </summary>
internal sealed partial class CustomerHeartbeats(CustomerParts parts) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Beat> _beats = new(StringComparer.Ordinal);

    /// <summary>Ids of those that are lost now.</summary>
    public ImmutableArray<string> Lost
    {
        get
        {
            lock (_lock)
                return [.. _beats.Where(b => b.Value.Watch.Lost).Select(b => b.Key)];
        }
    }

    /// <summary>A customer's own heartbeat came.</summary>
    public void Beaten(string customer)
    {
        lock (_lock)
            if (Of(customer).Watch.Beaten(parts.Time.GetUtcNow()))
                LogBack(parts.Logger, customer);
    }

    /// <summary>Sends what is due, one at a time to each, and looks who is missing. Called every second, never twice at once.</summary>
    public void Tick()
    {
        var (now, all) = (parts.Time.GetUtcNow(), parts.Files.Current);
        lock (_lock)
        {
            foreach (var customer in all.All.Where(c => c.MaySend && parts.Registrations.Of(c.Id) is not null))
                Of(customer.Id);
            foreach (var (id, beat) in _beats.ToArray())
                if (all.Find(id) is not { MaySend: true } || (beat.Registered && parts.Registrations.Of(id) is null))
                    _beats.Remove(id);
                else
                    Look(id, beat, now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Task[] work;
        lock (_lock)
            work = [.. _beats.Values.Select(b => b.Work)];
        await Task.WhenAll(work);
        _closing.Dispose();
    }

    private Beat Of(string customer)
    {
        if (_beats.TryGetValue(customer, out var beat))
            return beat;
        var now = parts.Time.GetUtcNow();
        return _beats[customer] = new() { Watch = new(now, parts.HeartbeatEvery), Next = now + parts.HeartbeatEvery };
    }

    private void Look(string customer, Beat beat, DateTimeOffset now)
    {
        beat.Registered = parts.Registrations.Of(customer) is not null;
        if (beat.Watch.Missed(now))
        {
            ControllerMetrics.CustomersLost.Add(1, new KeyValuePair<string, object?>("customer", customer));
            LogLost(parts.Logger, customer, beat.Watch.Silent(now).TotalSeconds, beat.Failure is { } failure ? $"; {failure}" : "");
        }

        if (now < beat.Next || !beat.Work.IsCompleted || parts.Registrations.CallbackOf(customer) is not { } callback)
            return;
        beat.Next = now + parts.HeartbeatEvery;
        beat.Work = Send(customer, callback, beat);
    }

    private async Task Send(string customer, Callback callback, Beat beat)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var failure = await parts.Links.Heartbeat(customer, callback, parts.Client.OwnHeartbeat(), _closing.Token);
            lock (_lock)
            {
                beat.Failure = failure is null ? null : $"{callback.Url}: {failure}";
                // The answer is as good as a heartbeat of its own.
                if (failure is null && beat.Watch.Heard(parts.Time.GetUtcNow()))
                    LogBack(parts.Logger, customer);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Told to.
        }
    }

    private sealed class Beat
    {
        public required PeerWatch Watch { get; init; }

        public DateTimeOffset Next { get; set; }

        /// <summary>Whether it had a registration when it was last looked at: who cancels that is missed no longer.</summary>
        public bool Registered { get; set; }

        /// <summary>Why the last heartbeat to it was not answered.</summary>
        public string? Failure { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(3531, LogLevel.Warning, "customer {Customer} is lost: nothing heard for {Silent:0} s, three heartbeats missed{Detail}. Its mitigations stand until their end", EventName = "Lost")]
    private static partial void LogLost(ILogger log, string customer, double silent, string detail);

    [LoggerMessage(3532, LogLevel.Information, "customer {Customer} is back", EventName = "Back")]
    private static partial void LogBack(ILogger log, string customer);
}
