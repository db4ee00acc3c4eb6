using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Orleans;

namespace Orleans.Tests.Timers;

public sealed class TimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // The machine's hour: a real silo goes on using the machine's clock beside this one.
    private readonly ManualTime _time = new(DateTimeOffset.UtcNow);
    private GrainHost _host = null!;

    private Signals Signals => _host.Services.GetRequiredService<Signals>();

    public async Task InitializeAsync() =>
        _host = await GrainHost.Start(services => services.AddSingleton<Signals>().AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_first_tick_comes_at_the_due_time_and_not_before()
    {
        var grain = Grain("due");
        await grain.Start(5 * Second, Second);
        _time.Advance(4.9 * Second);
        Assert.Equal(0, await grain.Ticks());
        _time.Advance(0.2 * Second);
        Assert.Equal(1, await grain.Ticks());
    }

    [Fact]
    public async Task The_period_begins_when_a_tick_has_ended()
    {
        var grain = Grain("period");
        await grain.Start(Second, Second, holds: true);
        _time.Advance(Second);
        await Signals.Wait("period tick 1");
        _time.Advance(10 * Second);
        Signals.Set("period go 1");
        Signals.Set("period go 2");
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(0.9 * Second);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(0.2 * Second);
        Assert.Equal(2, await grain.Ticks());
    }

    [Fact]
    public async Task A_tick_waits_for_the_request_that_runs()
    {
        var grain = Grain("waits");
        await grain.Start(Second, Second);
        var holding = grain.Hold("waits");
        await Signals.Wait("holding waits");
        _time.Advance(Second);
        Assert.Equal(0, await grain.TicksNow());
        Signals.Set("waits");
        await holding;
        await Signals.Wait("waits tick 1");
    }

    [Fact]
    public async Task A_request_waits_for_the_tick_that_runs()
    {
        var grain = Grain("tick");
        await grain.Start(Second, Second, holds: true);
        _time.Advance(Second);
        await Signals.Wait("tick tick 1");
        var request = grain.Ticks();
        await grain.TicksNow();
        Assert.False(request.IsCompleted);
        Signals.Set("tick go 1");
        Assert.Equal(1, await request);
    }

    [Fact]
    public async Task An_interleaving_tick_waits_for_nobody()
    {
        var grain = Grain("interleaves");
        await grain.Start(Second, Second, interleave: true);
        var holding = grain.Hold("interleaves");
        await Signals.Wait("holding interleaves");
        _time.Advance(Second);
        await Signals.Wait("interleaves tick 1");
        Assert.False(holding.IsCompleted);
        Signals.Set("interleaves");
        await holding;
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        var grain = Grain("ends");
        await grain.Start(Second, Second);
        _time.Advance(Second);
        Assert.Equal(1, await grain.Ticks());
        await grain.Leave();
        await Signals.Wait("ends left");
        _time.Advance(10 * Second);
        Assert.Equal(0, await grain.Ticks());
        Assert.DoesNotContain("ends tick 2", Signals.Said);
    }

    [Fact]
    public async Task A_disposed_timer_stops()
    {
        var grain = Grain("stops");
        await grain.Start(Second, Second);
        await grain.StopTimer();
        _time.Advance(10 * Second);
        Assert.Equal(0, await grain.Ticks());
    }

    [Fact]
    public async Task Disposing_a_timer_cancels_the_tick_that_runs()
    {
        var grain = Grain("cancels");
        await grain.Start(Second, Second, holds: true, interleave: true);
        _time.Advance(Second);
        await Signals.Wait("cancels tick 1");
        await grain.StopTimer();
        await Signals.Wait("cancels cancelled");
        Signals.Set("cancels go 1");
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        var grain = Grain("once");
        await grain.Start(Second, Timeout.InfiniteTimeSpan);
        _time.Advance(Second);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(100 * Second);
        Assert.Equal(1, await grain.Ticks());
    }

    [Fact]
    public async Task A_changed_timer_goes_by_its_new_times()
    {
        var grain = Grain("changed");
        await grain.Start(Second, Second);
        await grain.Change(5 * Second, 3 * Second);
        _time.Advance(4.9 * Second);
        Assert.Equal(0, await grain.Ticks());
        _time.Advance(0.1 * Second);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(2.9 * Second);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(0.1 * Second);
        Assert.Equal(2, await grain.Ticks());
    }

    [Fact]
    public async Task A_change_during_a_tick_counts_from_its_end()
    {
        var grain = Grain("meanwhile");
        await grain.Start(Second, Second, holds: true, interleave: true);
        _time.Advance(Second);
        await Signals.Wait("meanwhile tick 1");
        await grain.Change(4 * Second, Second);
        _time.Advance(10 * Second);
        Signals.Set("meanwhile go 1");
        await Signals.Wait("meanwhile ended 1");
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(3.9 * Second);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(0.1 * Second);
        await Signals.Wait("meanwhile tick 2");
        Signals.Set("meanwhile go 2");
    }

    [Fact]
    public async Task A_timer_goes_on_after_a_failed_tick()
    {
        var grain = Grain("fails");
        await grain.StartFailing(Second, Second);
        _time.Advance(Second);
        await Signals.Wait("fails failing tick 1");
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(Second);
        await Signals.Wait("fails failing tick 2");
    }

    [Fact]
    public async Task A_timer_carries_its_state()
    {
        await Grain("state").StartWithState("the state", Second);
        _time.Advance(Second);
        await Signals.Wait("the state");
    }

    private IClock Grain(string key) => _host.Grains.GetGrain<IClock>(key);
}
