using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support.Orleans;

namespace Orleans.Tests.Calls;

public sealed class OneWayTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_one_way_call_is_complete_before_its_grain_is_done()
    {
        var grain = host.Grains.GetGrain<INotes>("slow");
        var call = grain.WaitFor("go on");
        Assert.True(call.IsCompletedSuccessfully);
        host.Signals.Set("go on");
        await grain.Last();
    }

    [Fact]
    public async Task One_way_calls_arrive()
    {
        var grain = host.Grains.GetGrain<INotes>("arrive");
        await grain.Note("noted");
        Assert.Equal("noted", await grain.Last());
        grain.Drop("dropped");

        // Nothing promises that a call made after it does not overtake it.
        for (var i = 0; i < 500 && await grain.Last() != "dropped"; i++)
            await Task.Delay(10);
        Assert.Equal("dropped", await grain.Last());
    }

    [Fact]
    public async Task A_one_way_failure_is_logged_and_not_thrown()
    {
        var log = new LogRecorder();
        await using var own = await GrainHost.Start(services =>
        {
            services.AddSingleton<Signals>();
            services.AddLogging(logging => logging.AddProvider(log));
        });
        await own.Grains.GetGrain<INotes>("failing").Fail("one-way failure");
        Assert.IsType<InvalidOperationException>(await log.Exception("one-way failure"));
    }
}
