using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Support.Orleans;

namespace Orleans.Tests.Lifecycle;

/// <summary>Idleness goes by the machine's clock in both flavours, so these tests take their seconds.</summary>
public sealed class IdleTests
{
    [Fact]
    public async Task An_idle_grain_is_deactivated_and_one_that_asked_to_stay_is_not()
    {
        await using var host = await Start();
        var signals = host.Services.GetRequiredService<Signals>();
        var (idle, stays, kept) = (host.Grains.GetGrain<ILife>("idle"), host.Grains.GetGrain<ILife>("stays"), host.Grains.GetGrain<IKept>("kept"));
        var (staying, keeping, idling) = (await stays.Activation(), await kept.Activation(), await idle.Activation());
        await stays.Stay(TimeSpan.FromMinutes(10));
        await signals.Wait("deactivated idle ActivationIdle");
        Assert.Equal(staying, await stays.Activation());
        Assert.Equal(keeping, await kept.Activation());
        Assert.NotEqual(idling, await idle.Activation());
    }

    [Fact]
    public async Task A_grain_that_runs_a_request_is_not_idle()
    {
        await using var host = await Start();
        var signals = host.Services.GetRequiredService<Signals>();
        var busy = host.Grains.GetGrain<ILife>("busy");
        var before = await busy.Activation();
        var holding = busy.Hold("busy");
        await host.Grains.GetGrain<ILife>("idle").Activation();
        await signals.Wait("deactivated idle ActivationIdle");
        signals.Set("busy");
        await holding;
        Assert.Equal(before, await busy.Activation());
    }

    [Fact]
    public async Task Only_a_timer_that_keeps_alive_keeps_its_grain()
    {
        // Long beside the timers' tenth of a second, so that a busy machine does not look like an idle grain.
        await using var host = await Start(age: 4);
        var signals = host.Services.GetRequiredService<Signals>();
        var (keeping, other) = (host.Grains.GetGrain<ITicking>("keeping"), host.Grains.GetGrain<ITicking>("other"));
        var before = await keeping.Start(keepAlive: true);
        await other.Start(keepAlive: false);
        await signals.Wait("deactivated other");
        Assert.Equal(before, await keeping.Activation());
    }

    private static Task<GrainHost> Start(int age = 1) => GrainHost.Start(
        services => services.AddSingleton<Signals>(),
        silo => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
            options.CollectionAge = TimeSpan.FromSeconds(age);
        }));
}
