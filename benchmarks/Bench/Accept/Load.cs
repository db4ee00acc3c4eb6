using System.Diagnostics;

namespace Bench.Accept;

/// <summary>So many requests at once for so long, spread evenly over the askers.</summary>
internal static class Load
{
    public static async Task<Round> Run(IReadOnlyList<Asker> askers, Uri server, int concurrency, TimeSpan @for, bool remember)
    {
        var (begin, worked, allocated) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var latencies = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var turn = worker; Stopwatch.GetElapsedTime(begin) < @for; turn += concurrency)
            {
                var start = Stopwatch.GetTimestamp();
                await askers[turn % askers.Count].Ask(server, remember);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return times;
        })));
        var took = Stopwatch.GetElapsedTime(begin);
        return new([.. latencies.SelectMany(l => l)], took, Environment.CpuUsage.TotalTime - worked, GC.GetTotalAllocatedBytes() - allocated);
    }
}

/// <param name="Latencies">Of every request, in milliseconds.</param>
/// <param name="Worked">Processor time of the whole process, client and server: the figure that others on the machine disturb least.</param>
/// <param name="Allocated">Bytes the whole process allocated.</param>
internal sealed record Round(double[] Latencies, TimeSpan Took, TimeSpan Worked, long Allocated)
{
    public double Rate => Latencies.Length / Took.TotalSeconds;
}
