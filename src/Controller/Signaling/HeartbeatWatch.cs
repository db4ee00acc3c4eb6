using Microsoft.Extensions.Logging;

namespace Controller.Signaling;

/// <summary>
/// Notices when the orchestrator's own heartbeats stop coming (mechanism, section 1): then its orders may not come through either. That is said, and ends
/// nothing. How often they come is learned from them, since both sides choose their own pace; before the first two nothing is missed.
/// </summary>
internal sealed partial class HeartbeatWatch(TimeSpan every, Uri url, TimeProvider time, ILogger<HeartbeatWatch> log)
{
    private const int MissedIsLost = 3;

    /// <summary>The slowest pace that is allowed.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private DateTimeOffset? _last;
    private TimeSpan _pace;
    private bool _lost;

    /// <summary>How it stands, for a person.</summary>
    public string Standing
    {
        get
        {
            lock (_lock)
                return _last is not { } last ? "its own heartbeats have not come yet" : $"its last heartbeat came {(time.GetUtcNow() - last).TotalSeconds:0} s ago{(_lost ? ", lost" : "")}";
        }
    }

    public bool Lost
    {
        get
        {
            lock (_lock)
                return _lost;
        }
    }

    /// <summary>One came.</summary>
    public void Heard()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_lost)
                LogBack(log, url);
            else if (_last is { } last)
                _pace = Min(now - last, Slowest);
            (_last, _lost) = (now, false);
        }
    }

    /// <summary>Looks whether too many are missing. Called every second.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_lost || _last is not { } last || _pace == default)
                return;
            var silent = time.GetUtcNow() - last;
            if (silent <= MissedIsLost * (_pace > every ? _pace : every))
                return;
            _lost = true;
            ControllerMetrics.HeartbeatsLost.Add(1, new KeyValuePair<string, object?>("direction", "received"));
            LogLost(log, url, silent.TotalSeconds);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(3331, LogLevel.Error, "no heartbeat of {Url} has come for {Silent:0} s: its orders and withdrawals may not come through either. Filters in place stand until their end. Look at the path from it to Listen", EventName = "Lost")]
    private static partial void LogLost(ILogger log, Uri url, double silent);

    [LoggerMessage(3332, LogLevel.Warning, "heartbeats of {Url} come again", EventName = "Back")]
    private static partial void LogBack(ILogger log, Uri url);
}
