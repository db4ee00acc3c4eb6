namespace Recovery.Tests.Processes;

/// <summary>Waiting for another process, which can only be done by looking.</summary>
internal static class Wait
{
    /// <summary>Longer than anything takes on a slow machine; only a defect comes to its end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<T> Until<T>(string what, Func<Task<T>> look, Func<T, bool> fits)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (true)
        {
            var seen = await look();
            if (fits(seen))
                return seen;
            try
            {
                await pause.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what}: not within {Patience.TotalSeconds:0} s; last seen: {seen}");
            }
        }
    }

    public static Task Until(string what, Func<bool> fits) => Until(what, () => Task.FromResult(fits()), yes => yes);
}
