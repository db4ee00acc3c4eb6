using System.Diagnostics;

namespace Bench;

/// <summary>Times many short operations in batches, since one is shorter than a clock can tell.</summary>
internal static class Batches
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Median over the batches of the microseconds one operation takes. A second of warming up does not count: code is compiled anew meanwhile.</summary>
    /// <param name="batches">How many batches count.</param>
    /// <param name="size">Operations in a batch.</param>
    /// <param name="batch">Runs that many operations, one after another.</param>
    public static async Task<double> MedianMicroseconds(int batches, int size, Func<int, Task> batch)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < WarmUp)
            await batch(size);
        var times = new double[batches];
        for (var i = 0; i < batches; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await batch(size);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / size;
        }

        Array.Sort(times);
        return times[batches / 2];
    }
}
