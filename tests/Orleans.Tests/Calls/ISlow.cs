namespace Orleans.Tests.Calls;

public interface ISlow : IGrainWithStringKey
{
    [ResponseTimeout("00:00:00.300")]
    Task WaitFor(string signal);

    Task WaitLong(string signal);

    [ResponseTimeout("00:00:00.300")]
    Task Mark(string what);

    Task Nothing();

    /// <summary>Calls the other, which calls back: a deadlock between grains that are not reentrant.</summary>
    [ResponseTimeout("00:00:00.300")]
    Task Through(ISlow other, ISlow back);
}

public sealed class SlowGrain(Signals signals) : Grain, ISlow
{
    public Task WaitFor(string signal) => signals.Wait(signal);

    public Task WaitLong(string signal) => signals.Wait(signal);

    public Task Mark(string what)
    {
        signals.Say(what);
        return Task.CompletedTask;
    }

    public Task Nothing() => Task.CompletedTask;

    public Task Through(ISlow other, ISlow back) => other.Through(back, other);
}
