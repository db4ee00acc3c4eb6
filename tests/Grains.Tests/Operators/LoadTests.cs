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
        book.Set("one", new(3, 100, end));
        book.Set("two", new(2, 50, end.AddMinutes(5)));
        book.Set("one", new(4, 120, end));
        Assert.Equal((170, 6), (book.Bps, book.RulesTaken));

        book.Set("two", new(0, 0, end));
        Assert.Equal((120, 4), (book.Bps, book.RulesTaken));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0), (book.Bps, book.RulesTaken));
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
        Assert.Equal([("op2", 0), ("op3", 0)], Taken(loads, gone.Then(new MitigationCommand.Withdraw("op1"))));
    }

    [Fact]
    public void Entries_are_taken_once_whatever_the_operator_said_before_and_after()
    {
        var book = new LoadBook(_time);
        var end = _time.GetUtcNow().AddMinutes(5);

        // Said when it registered: 64, with nothing of this.
        book.Set("one", new(32, 0, end));
        Assert.Equal(32, book.RulesTaken);

        // It answers that it has taken the order, and that 32 are left: those of the order are not taken twice.
        book.Answered(new("one", 1, EngagementState.Accepted, null, null));
        book.Counted(32, 64, null);
        Assert.Equal(0, book.RulesTaken);
        book.Set("two", new(16, 0, end));
        Assert.Equal(16, book.RulesTaken);

        // Before it says anything again the first order has gone.
        book.Answered(new("one", 1, EngagementState.Ended, null, null));
        Assert.Equal(-16, book.RulesTaken);
        Assert.Equal((32, 48, 64, null), (Left(free: 48, taken: 16), Left(free: 32, taken: -16), Left(free: 60, taken: -16), new OperatorStanding(false, null).Left(null, 64)));

        // Taken before this process knew of it: whether what it said when it registered is without it nobody knows, until it says something again.
        book.Set("three", new(8, 0, end, Answered: true));
        Assert.Equal(-8, book.RulesTaken);
        book.Counted(40, 32, null);
        Assert.Equal(16, book.RulesTaken);

        static int? Left(int free, int taken) => new OperatorStanding(false, free, 0, taken).Left(10, 64);
    }

    [Fact]
    public void Answers_that_overtake_each_other_give_no_entry_away_twice()
    {
        var book = new LoadBook(_time);
        var end = _time.GetUtcNow().AddMinutes(5);
        book.Set("one", new(32, 0, end));
        book.Set("two", new(16, 0, end));
        book.Asking("one");
        book.Asking("two");

        // "32 left" was said before it took the second, and comes after "16 left".
        book.Answered(new("two", 1, EngagementState.Accepted, null, null));
        book.Counted(16, 64, "two");
        Assert.Equal(0, book.RulesTaken);
        book.Answered(new("one", 1, EngagementState.Accepted, null, null));
        book.Counted(32, 16, "one");
        Assert.Equal(16, book.RulesTaken);

        // Something else takes eight there.
        book.Counted(8, 32, null);
        Assert.Equal(0, book.RulesTaken);
    }

    [Theory]
    [InlineData(64, 0, 0, 32)]
    [InlineData(32, 0, 32, 16)]
    [InlineData(16, 16, 32, 16)]
    [InlineData(1, 0, 63, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(0, 8, 56, 8)]
    public void Last_entry_goes_only_to_an_asker_that_has_none(int free, int held, int beside, int may) =>
        Assert.Equal(may, FairShare.Rules(free, held, beside));

    [Fact]
    public void What_is_reserved_for_a_plan_is_told_of_when_it_was_decided_on()
    {
        var loads = new ExpectedLoads(_time);
        var state = Volume(Given.Active("op2"), 1000);
        var kept = loads.Reserve((1, 0), state, state.Request!, "op3", state.Engagements["op2"].Assignment);
        Assert.Equal((1, 500, 1), (kept.Rules, kept.Bps, kept.Revision));
        Assert.Equal(["op2"], loads.Take(state).Select(l => l.Operator));

        loads.Decided((1, 0));
        var (@operator, load) = Assert.Single(loads.Take(state));
        Assert.Equal(("op3", true), (@operator, load.IsNothing));
    }

    [Fact]
    public void Plan_that_came_to_nothing_gives_back_nothing_of_a_newer_one()
    {
        var loads = new ExpectedLoads(_time);
        var state = Volume(Given.Active("op2"), 1000);
        var assignment = state.Engagements["op2"].Assignment;
        loads.Reserve((1, 0), state, state.Request!, "op3", assignment);
        loads.Reserve((1, 0), state, state.Request!, "op4", assignment);
        loads.Reserve((2, 0), state, state.Request!, "op3", assignment);

        loads.Decided((1, 0));
        Assert.Equal(["op2", "op4"], loads.Take(state).Select(l => l.Operator).Order());
        loads.Decided((2, 0));
        Assert.Equal(["op3"], loads.Take(state).Select(l => l.Operator));
    }

    [Fact]
    public void Terms_that_wait_have_their_entries_already()
    {
        var state = Given.Active("op2");
        var assignment = state.Engagements["op2"].Assignment;
        var more = assignment with { Match = new() { Destinations = assignment.Match.Destinations, Protocols = [17], SourcePorts = [new(161, 161), new(53, 53), new(123, 123)] } };
        state = state.With("op2", g => g with { Next = more });

        var (_, load) = Assert.Single(new ExpectedLoads(_time).Take(state));
        Assert.Equal((more.Match.Rows, false), (load.Rules, load.Answered));
        Assert.Equal(more.Match.Rows, PlanQuestions.Of(Given.Key, state, new MakePlan(1, 1, []), state.Request!, [], Given.Now).Standing["op2"]);
    }

    [Fact]
    public void Report_that_an_answer_overtook_gives_no_entry_away_twice()
    {
        var book = new LoadBook(_time);
        var end = _time.GetUtcNow().AddMinutes(5);
        book.Set("one", new(32, 0, end));
        book.Asking("one");

        // "64 left" was reported of something else before it took the order.
        book.Answered(new("one", 1, EngagementState.Active, null, null));
        book.Counted(32, 64, "one");
        book.Counted(64, 32, null);
        Assert.Equal(32, book.RulesTaken);

        // Said again a while later it is so, whatever was reported of this one meanwhile: something else has gone there.
        _time.Advance(TimeSpan.FromSeconds(10));
        book.Answered(new("one", 1, EngagementState.Active, null, null));
        book.Counted(64, 64, null);
        Assert.Equal(0, book.RulesTaken);
    }

    [Fact]
    public void Order_for_more_is_not_in_what_was_said_before_it_was_taken()
    {
        var book = new LoadBook(_time);
        var end = _time.GetUtcNow().AddMinutes(5);
        book.Set("one", new(16, 0, end, Revision: 1));
        book.Asking("one");
        book.Answered(new("one", 1, EngagementState.Active, null, null));
        book.Counted(48, 64, "one");
        book.Set("one", new(32, 0, end, Revision: 2));
        book.Counted(48, 48, null);
        Assert.Equal(16, book.RulesTaken);

        book.Answered(new("one", 2, EngagementState.Active, null, null));
        book.Counted(32, 48, "one");
        Assert.Equal(0, book.RulesTaken);
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

    private static IEnumerable<(string, double)> Taken(ExpectedLoads loads, Mitigation state) => loads.Take(state).Select(l => (l.Operator, l.Load.Bps));
}
