namespace Quickstart.Scenario;

/// <summary>
/// op1's reports of its health, one whenever it has changed. It only rises here: what falls by 20 points after an operator began to filter would have the
/// orchestrator pause that one.
/// </summary>
internal sealed class HealthReports(AskedMitigation mitigation)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Goes on until the token ends it.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                var health = mitigation.Health;
                if (health != mitigation.ToldHealth)
                    await mitigation.Tell(health, stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }
}
