using System.Diagnostics;

namespace Bench.Accept.Mixed;

/// <summary>Latencies of one kind of message, with when each began; and how many got no answer of 200.</summary>
internal sealed class Samples
{
    private readonly Lock _gate = new();
    private readonly List<(long At, double Milliseconds)> _taken = [];
    private int _failed;

    public int Failed => _failed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _taken.Count;
        }
    }

    /// <summary>Whether it was answered with 200, in whatever time.</summary>
    public async Task<bool> Take(Func<Task> exchange)
    {
        var at = Stopwatch.GetTimestamp();
        try
        {
            await exchange();
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
        {
            // Told once each: a thousand of them would say no more.
            if (Interlocked.Increment(ref _failed) == 1)
                await Console.Error.WriteLineAsync(e.Message);
            return false;
        }

        var took = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
        lock (_gate)
            _taken.Add((at, took));
        return true;
    }

    /// <summary>Latencies in milliseconds, ascending.</summary>
    public double[] Sorted()
    {
        lock (_gate)
            return Bench.World.Spread.Sorted(_taken.Select(t => t.Milliseconds));
    }

    /// <summary>The 99th percentile of each minute from the first sample on.</summary>
    public double[] NinetyNinthByMinute()
    {
        lock (_gate)
            return [.. _taken.GroupBy(t => (int)Stopwatch.GetElapsedTime(_taken[0].At, t.At).TotalMinutes).OrderBy(g => g.Key)
                .Select(g => Bench.World.Spread.Quantile(Bench.World.Spread.Sorted(g.Select(t => t.Milliseconds)), 0.99))];
    }
}
