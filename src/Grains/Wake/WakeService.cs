using Grains.Consortium;
using Grains.Operators;
using Grains.Presence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Wake;

/// <summary>Recovery without reminders: at start and every 10 s, every silo has every shard looked through, and every operator's link watched.</summary>
public sealed partial class WakeService(IGrainFactory grains, ConsortiumView consortium, TimeProvider time, ILogger<WakeService> log) : BackgroundService
{
    public const int Shards = 16;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Whether every shard was looked through since the start: everything accepted before a crash goes on.</summary>
    public bool Recovered { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
            await TickAll(stoppingToken);
        while (!stoppingToken.IsCancellationRequested && await Ticks(timer, stoppingToken));
    }

    private async Task TickAll(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => grains.GetGrain<IWakeGrain>(shard).Tick()));
            Recovered = true;

            await grains.GetGrain<IPresenceGrain>(0).Watch();

            // An operator that was never asked and never speaks would otherwise never be missed.
            foreach (var profile in consortium.Current.Snapshot.Operators.Where(o => !o.Leaving))
                await grains.GetGrain<IOperatorGrain>(profile.Member).Watch();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogFailed(failure);
        }
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

    [LoggerMessage(2401, LogLevel.Error, "Looking for unfinished mitigations failed; tried again in 10 s. Until then those of a crashed silo do not go on", EventName = "Wake.Failed")]
    private partial void LogFailed(Exception failure);
}
