using Microsoft.Extensions.DependencyInjection;
using Support.Orleans;

namespace Orleans.Tests.Lifecycle;

public sealed class LifecycleTests(HostFixture host) : IClassFixture<HostFixture>
{
    private Signals Signals => host.Signals;

    [Fact]
    public async Task A_grain_is_activated_before_its_first_request_and_once()
    {
        var grain = host.Grains.GetGrain<ILife>("first");
        var activations = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.Activation()));
        Assert.Single(activations.Distinct());
        Assert.Single(Signals.Said, "activated first");
    }

    [Fact]
    public async Task A_grain_that_leaves_is_activated_anew_by_the_next_request()
    {
        var grain = host.Grains.GetGrain<ILife>("leaves");
        var before = await grain.Activation();
        await grain.Leave();
        Assert.NotEqual(before, await grain.Activation());
        Assert.Contains("deactivated leaves ApplicationRequested", Signals.Said);
    }

    [Fact]
    public async Task Requests_that_wait_when_a_grain_leaves_go_to_the_next_activation_in_order()
    {
        var grain = host.Grains.GetGrain<ILife>("waits");
        var before = await grain.Activation();
        var leaving = grain.LeaveSlowly();
        await Signals.Wait("leaving waits");
        Task<Guid>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => grain.Activation())];
        var interleaved = grain.Interleaved();
        Assert.DoesNotContain("deactivated waits ApplicationRequested", Signals.Said);
        Signals.Set("left waits");
        await leaving;
        var after = Assert.Single((await Task.WhenAll(waiting)).Append(await interleaved).Distinct());
        Assert.NotEqual(before, after);
        Assert.Equal(["activated waits", "leaving waits", "done waits", "deactivated waits ApplicationRequested", "activated waits"], Of("waits"));
    }

    [Fact]
    public async Task A_request_that_runs_when_a_grain_leaves_ends_first()
    {
        var grain = host.Grains.GetGrain<ILife>("runs");
        var leaving = grain.LeaveSlowly();
        await Signals.Wait("leaving runs");
        Signals.Set("left runs");
        await leaving;
        await Signals.Wait("deactivated runs ApplicationRequested");
        Assert.Equal(["activated runs", "leaving runs", "done runs", "deactivated runs ApplicationRequested"], Of("runs"));
    }

    [Fact]
    public async Task A_graceful_stop_deactivates_every_grain()
    {
        await using var own = await GrainHost.Start(services => services.AddSingleton<Signals>());
        var signals = own.Services.GetRequiredService<Signals>();
        for (var i = 0; i < 20; i++)
            await own.Grains.GetGrain<ILife>($"stop{i}").Activation();
        var grain = own.Grains.GetGrain<ILife>("stop0");
        await own.Stop();
        Assert.Equal(20, signals.Said.Count(said => said.StartsWith("deactivated stop", StringComparison.Ordinal) && said.EndsWith("ShuttingDown", StringComparison.Ordinal)));
        await Assert.ThrowsAnyAsync<Exception>(grain.Activation);
    }

    [Fact]
    public async Task Hosts_in_one_process_have_grains_of_their_own()
    {
        await using var own = await GrainHost.Start(services => services.AddSingleton<Signals>());
        Assert.NotEqual(await host.Grains.GetGrain<ILife>("twin").Activation(), await own.Grains.GetGrain<ILife>("twin").Activation());
    }

    private IEnumerable<string> Of(string key) => Signals.Said.Where(said => said.Split(' ')[1] == key);
}
