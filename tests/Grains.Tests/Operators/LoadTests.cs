using Grains.Mitigations;
using Grains.Operators;
using Grains.Tests.Mitigations;
using Support;

namespace Grains.Tests.Operators;

/// <summary>What operators were asked for, so that the next asker's plan knows.</summary>
public sealed class LoadTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Loads_of_all_engagements_add_up_until_they_end()
    {
        var book = new LoadBook(_time);
        var end = _time.GetUtcNow().AddMinutes(5);
        book.Set("one", 100, end);
        book.Set("two", 50, end.AddMinutes(5));
        book.Set("one", 120, end);
        Assert.Equal(170, book.Sum);

        book.Set("two", 0, end);
        Assert.Equal(120, book.Sum);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, book.Sum);
    }

    [Fact]
    public void Mitigation_tells_what_changed_and_everything_once_a_minute()
    {
        var loads = new ExpectedLoads(_time);
        var state = Volume(Given.Active("op2", "op3"), 1000);
        Assert.Equal([("op2", 500), ("op3", 500)], Taken(loads, state));
        Assert.Empty(Taken(loads, state));

        var gone = state.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released));
        Assert.Equal([("op2", 0)], Taken(loads, gone));
        _time.Advance(ExpectedLoads.Again);
        Assert.Equal([("op3", 500)], Taken(loads, gone));
        Assert.Equal([("op3", 0)], Taken(loads, gone.Then(new MitigationCommand.Withdraw("op1"))));
    }

    [Fact]
    public void Newest_plan_says_what_is_expected_and_without_a_volume_nothing_is()
    {
        var state = Volume(Given.Active("op2"), 1000);
        var less = state.Engagements["op2"] with { Expected = 0.1 };

        Assert.Equal((500, 100.0, 0.0), (ExpectedLoads.Of(state, state.Engagements["op2"]), ExpectedLoads.Of(state, less), ExpectedLoads.Of(Given.Active("op2"), less)));
    }

    [Theory]
    [InlineData(HelpAction.Flowspec)]
    [InlineData(HelpAction.Blackhole)]
    public void What_is_filtered_and_not_cleaned_takes_nobodys_capacity(HelpAction action)
    {
        var state = Volume(Given.Active("op2"), long.MaxValue);
        state = state with { Request = state.Request! with { Action = action } };
        var engagement = state.Engagements["op2"];

        Assert.Equal(0, ExpectedLoads.Of(state, engagement with { Assignment = engagement.Assignment with { Action = null } }));
        Assert.Equal(0, ExpectedLoads.Of(state, engagement with { Assignment = engagement.Assignment with { Action = action } }));
    }

    [Fact]
    public async Task What_an_operator_is_asked_for_is_known_to_everybody_and_again_after_a_restart()
    {
        var folder = new TempFolder();
        var world = await GrainsWorld.Start(folder);
        await world.Ask(request: GrainsWorld.Request() with { VolumeBps = 1e9 });
        await world.Ask(request: GrainsWorld.Request("192.0.2.2") with { VolumeBps = 3e9 }, alert: new string('b', 64));
        await world.Eventually(() => world.View.Current.Profile("op2")!.AskedBps == 2e9);

        world = await world.Restart();
        await using var again = world;
        await world.Eventually(() => world.View.Current.Profile("op2")!.AskedBps == 2e9);

        await world.Grains.GetGrain<Grains.Customers.ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);
        await world.Eventually(() => world.View.Current.Profile("op2")!.AskedBps == 1.5e9);
    }

    private static Mitigation Volume(Mitigation state, double bps) => state with { Request = state.Request! with { VolumeBps = bps } };

    private static IEnumerable<(string, double)> Taken(ExpectedLoads loads, Mitigation state) => loads.Take(state).Select(l => (l.Operator, l.Bps));
}
