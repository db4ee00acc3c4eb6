namespace Orleans.Tests.Turns;

/// <summary>A grain that looks at where its code runs.</summary>
public interface ITurns : IGrainWithStringKey
{
    Task<bool> ComesBackAfterAwait();

    Task<bool> StaysAwayInTaskRun();

    Task<bool> StartsTasksOnItself();

    /// <summary>How many of the additions, made in turns that race, were lost.</summary>
    Task<int> LostAdditions();

    Task<string> TouchesServicesElsewhere();
}

public sealed class TurnsGrain : Grain, ITurns
{
    public async Task<bool> ComesBackAfterAwait()
    {
        var own = TaskScheduler.Current;
        await Task.Yield();
        var yielded = TaskScheduler.Current == own;
        await Task.Run(static () => { });
        return yielded && TaskScheduler.Current == own && own != TaskScheduler.Default;
    }

    public async Task<bool> StaysAwayInTaskRun()
    {
        var own = TaskScheduler.Current;
        return await Task.Run(() => TaskScheduler.Current) != own;
    }

    public async Task<bool> StartsTasksOnItself()
    {
        var own = TaskScheduler.Current;
        return await Task.Factory.StartNew(() => TaskScheduler.Current, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current) == own;
    }

    public async Task<int> LostAdditions()
    {
        const int Count = 1000;
        var sum = 0;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ =>
        {
            await Task.Yield();
            var seen = sum;
            Thread.SpinWait(100);
            sum = seen + 1;
        }));
        return Count - sum;
    }

    public async Task<string> TouchesServicesElsewhere() => await Task.Run(() =>
    {
        try
        {
            return GrainFactory.ToString()!;
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    });
}
