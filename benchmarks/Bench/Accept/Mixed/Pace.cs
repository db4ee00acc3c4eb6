using System.Diagnostics;

namespace Bench.Accept.Mixed;

/// <summary>Something that happens so often a minute, at random moments, whatever has become of what began before: a slow server does not slow its load down.</summary>
internal static class Pace
{
    /// <summary>Goes on until told to stop; completes when all that began has ended.</summary>
    public static async Task Run(double perMinute, Random random, Func<Task> begin, CancellationToken until)
    {
        var (interval, started, running) = (60 / perMinute, Stopwatch.GetTimestamp(), new List<Task>());
        for (var turn = 0; ; turn++)
        {
            // One in each interval, anywhere in it.
            var due = TimeSpan.FromSeconds((turn + random.NextDouble()) * interval) - Stopwatch.GetElapsedTime(started);
            try
            {
                if (due > TimeSpan.Zero)
                    await Task.Delay(due, until);
            }
            catch (OperationCanceledException)
            {
            }

            if (until.IsCancellationRequested)
                break;
            running.Add(begin());
            if (running.Count > 1000)
                running.RemoveAll(t => t.IsCompletedSuccessfully);
        }

        await Task.WhenAll(running);
    }
}
