namespace Orleans.Tests.Turns;

public sealed class StatelessWorkerTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Requests_run_at_once_up_to_the_number_of_workers()
    {
        var signals = host.Signals;
        var worker = host.Grains.GetGrain<IWorker>("w");
        var first = worker.Hold("w.1");
        var second = worker.Hold("w.2");
        await Task.WhenAll(signals.Wait("begin w.1"), signals.Wait("begin w.2"));
        var third = worker.Hold("w.3");
        Assert.False(signals.IsSet("begin w.3"));
        signals.Set("w.1");
        signals.Set("w.2");
        signals.Set("w.3");
        await Task.WhenAll(first, second, third);
        Assert.Contains("end w.3", signals.Said);
    }
}
