namespace Quickstart.Scenario;

/// <summary>Waits for what happens elsewhere in this process and its network.</summary>
internal static class Poll
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether it came true in time.</summary>
    public static async Task<bool> Comes(Func<bool> fact, TimeSpan within, CancellationToken stop = default)
    {
        using var timer = new PeriodicTimer(Every);
        var ticks = within / Every;
        for (var tick = 0; tick <= ticks; tick++)
        {
            if (fact())
                return true;
            await timer.WaitForNextTickAsync(stop);
        }

        return false;
    }

    /// <summary>Lets the scenario be watched for a while.</summary>
    public static Task Pause(TimeSpan @for, CancellationToken stop) => Comes(() => false, @for, stop);

    /// <exception cref="TimeoutException">It did not come true in time.</exception>
    public static async Task Until(Func<bool> fact, TimeSpan within, string otherwise, CancellationToken stop = default)
    {
        if (!await Comes(fact, within, stop))
            throw new TimeoutException(otherwise);
    }
}
