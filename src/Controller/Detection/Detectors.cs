using System.Collections.Immutable;
using Controller.Orders;

namespace Controller.Detection;

/// <summary>The detector and its feeds while the controller runs.</summary>
internal sealed class Detectors(Detector detector, ImmutableArray<IFeed> feeds, TimeProvider time)
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>Goes on until the token ends it.</summary>
    public async Task Run(CancellationToken stop)
    {
        detector.Resume();
        try
        {
            await Task.WhenAll([Tick(stop), .. feeds.Select(f => f.Run(detector, stop))]);
        }
        finally
        {
            foreach (var feed in feeds.OfType<IDisposable>())
                feed.Dispose();
        }
    }

    private async Task Tick(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TickEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await detector.Tick();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }
}
