using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Support.Orleans;

namespace Orleans.Tests.Calls;

public sealed class TimeoutTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_call_that_is_not_answered_in_the_methods_time_fails()
    {
        var grain = host.Grains.GetGrain<ISlow>("method");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitFor("method"));
        host.Signals.Set("method");
        await grain.Nothing();
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_the_silos_time_fails()
    {
        await using var own = await GrainHost.Start(
            services => services.AddSingleton<Signals>(),
            silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMilliseconds(400)));
        var grain = own.Grains.GetGrain<ISlow>("silo");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitLong("silo"));
        own.Services.GetRequiredService<Signals>().Set("silo");
        await grain.Nothing();
    }

    [Fact]
    public void Half_a_minute_is_the_default() => Assert.Equal(TimeSpan.FromSeconds(30), new SiloMessagingOptions().ResponseTimeout);

    [Fact]
    public async Task A_request_that_waited_longer_than_its_caller_is_not_run()
    {
        var grain = host.Grains.GetGrain<ISlow>("expired");

        // Calls that find no activation may overtake each other.
        await grain.Nothing();
        var blocks = grain.WaitLong("expired");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Mark("ran too late"));
        host.Signals.Set("expired");
        await blocks;
        await grain.Nothing();
        Assert.DoesNotContain("ran too late", host.Signals.Said);
    }

    [Fact]
    public async Task A_call_chain_that_comes_back_to_its_start_times_out()
    {
        var (a, b) = (host.Grains.GetGrain<ISlow>("a"), host.Grains.GetGrain<ISlow>("b"));
        await Assert.ThrowsAsync<TimeoutException>(() => a.Through(b, a));
        await Task.WhenAll(a.Nothing(), b.Nothing());
    }
}
