using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Consortium;

/// <summary>This process' newest snapshot of the consortium, fetched twice a second, so at most 1 s old while the consortium's grain answers.</summary>
public sealed partial class ConsortiumView(IGrainFactory grains, TimeProvider time, ILogger<ConsortiumView> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private volatile ConsortiumIndex _current = ConsortiumIndex.Empty;

    /// <summary>The newest index; empty until the first fetch.</summary>
    public ConsortiumIndex Current => _current;

    /// <summary>When the consortium's grain last answered; null: never.</summary>
    public DateTimeOffset? FetchedAt { get; private set; }

    /// <summary>Fetches now. What was changed before the call is seen after it.</summary>
    public async Task Refresh()
    {
        if (await grains.GetGrain<IConsortiumGrain>(0).Snapshot(_current.Snapshot.Version) is { } newer)
        {
            // Several may fetch at once, and making an index takes time: the older one must not come last.
            var index = new ConsortiumIndex(newer);
            lock (_lock)
                if (newer.Version > _current.Snapshot.Version)
                    _current = index;
        }

        FetchedAt = time.GetUtcNow();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await Refresh();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogStale(FetchedAt, failure);
            }
        }
        while (await Ticks(timer, stoppingToken));
    }

    private static async ValueTask<bool> Ticks(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "The consortium's members could not be read; decisions go on with those of {FetchedAt}", EventName = "Consortium.Stale")]
    private partial void LogStale(DateTimeOffset? fetchedAt, Exception failure);
}
