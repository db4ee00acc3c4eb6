namespace Orleans.Tests.Turns;

public sealed class TurnTests(HostFixture host) : IClassFixture<HostFixture>
{
    private ITurns Grain => host.Grains.GetGrain<ITurns>("a");

    [Fact]
    public async Task What_follows_an_await_runs_on_the_grain_again() => Assert.True(await Grain.ComesBackAfterAwait());

    [Fact]
    public async Task What_Task_Run_runs_is_not_on_the_grain() => Assert.True(await Grain.StaysAwayInTaskRun());

    [Fact]
    public async Task A_task_started_on_the_current_scheduler_runs_on_the_grain() => Assert.True(await Grain.StartsTasksOnItself());

    [Fact]
    public async Task Turns_of_one_grain_never_run_at_once() => Assert.Equal(0, await Grain.LostAdditions());

    [Fact]
    public async Task The_grain_factory_is_for_the_grains_turns_only() => Assert.Equal("refused", await Grain.TouchesServicesElsewhere());
}
