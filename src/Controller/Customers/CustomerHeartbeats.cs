using Microsoft.Extensions.Logging;

namespace Controller.Customers;

/// <summary>Heartbeats to the customers that have a callback URL, every 30 s; three missed are lost, which is said and ends nothing (mechanism, section 1).</summary>
internal sealed partial class CustomerHeartbeats(CustomerParts parts) : IAsyncDisposable
{
    private const int MissedIsLost = 3;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, Beat> _beats = new(StringComparer.Ordinal);

    /// <summary>Sends what is due, one at a time to each. Called every second, never twice at once.</summary>
    public void Tick()
    {
        var now = parts.Time.GetUtcNow();
        foreach (var customer in parts.Files.Current.All)
        {
            if (parts.Registrations.CallbackOf(customer.Id) is not { } callback)
            {
                _beats.Remove(customer.Id);
                continue;
            }

            if (!_beats.TryGetValue(customer.Id, out var beat))
                _beats[customer.Id] = beat = new() { Next = now + Every };
            if (now < beat.Next || !beat.Work.IsCompleted)
                continue;
            beat.Next = now + Every;
            beat.Work = Send(customer.Id, callback, beat);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_beats.Values.Select(b => b.Work));
        _closing.Dispose();
    }

    private async Task Send(string customer, Uri callback, Beat beat)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (await parts.Links.Heartbeat(customer, callback, parts.Client.OwnHeartbeat(), _closing.Token) is { } failure)
            {
                if (++beat.Missed == MissedIsLost)
                    LogLost(parts.Logger, customer, callback, beat.Missed, failure);
                return;
            }

            if (beat.Missed >= MissedIsLost)
                LogBack(parts.Logger, customer, callback);
            beat.Missed = 0;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Told to.
        }
    }

    private sealed class Beat
    {
        public DateTimeOffset Next { get; set; }

        public int Missed { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(3531, LogLevel.Warning, "customer {Customer} at {Callback} is lost: {Missed} heartbeats without an answer ({Detail}). Its mitigations stand until their end", EventName = "Lost")]
    private static partial void LogLost(ILogger log, string customer, Uri callback, int missed, string detail);

    [LoggerMessage(3532, LogLevel.Information, "customer {Customer} at {Callback} is back", EventName = "Back")]
    private static partial void LogBack(ILogger log, string customer, Uri callback);
}
