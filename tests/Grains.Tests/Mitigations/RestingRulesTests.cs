using Grains.Mitigations;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>Who was let go because it was of no use is not asked again soon (decisions/010).</summary>
public sealed class RestingRulesTests
{
    [Fact]
    public void Who_was_let_go_because_nothing_matched_does_not_fill_the_place_that_it_left_soon()
    {
        var (given, at) = LetGo(Given.Active("op2", "op3"), Given.Now);
        Assert.Equal(1, given.Missing);

        for (var minute = 0; minute < 59; minute++)
        {
            at = at.AddMinutes(1);
            given = Counted(given, at, ("op2", Seconds(at))).Then(new MitigationCommand.Tick(), at);
            if (given.PlannedWave == given.Wave)
                continue;
            Assert.Equal(["op2", "op3"], given.Excepted(at));
            given = given.Then(Given.Wave(given.Wave, "op3"), at);
            Assert.Empty(given.Sends(at));
        }

        Assert.Equal(1, given.Missing);
    }

    [Fact]
    public void Who_is_let_go_again_and_again_rests_twice_as_long_each_time_until_it_has_dropped_for_a_while()
    {
        var (given, at) = (Given.Active("op2", "op3"), Given.Now);
        foreach (var hours in new[] { 1, 2, 4, 4 })
        {
            (given, at) = LetGo(given, at);
            Assert.Equal(at.AddHours(hours), given.Engagements["op3"].Rest!.Until);
            (given, at) = Back(given, at.AddHours(hours));
        }

        for (var end = at + MitigationRules.ReleaseAfter + MitigationRules.IdleAfter; at < end;)
            given = Counted(given, at = at.AddSeconds(30), ("op2", Seconds(at)), ("op3", Seconds(at)));
        (given, at) = LetGo(given, at);

        Assert.Equal(at + MitigationRules.RestOfSilent, given.Engagements["op3"].Rest!.Until);
    }

    [Fact]
    public void Who_was_let_go_is_asked_again_when_nobody_else_helps()
    {
        var (given, at) = LetGo(Given.Active("op2", "op3"), Given.Now);
        given = given.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Exhausted), at.AddMinutes(1)).Then(new MitigationCommand.Tick(), at.AddMinutes(1));

        Assert.Equal(["op2"], given.Excepted(at.AddMinutes(1)));
    }

    [Fact]
    public void Controller_that_takes_out_by_itself_what_matches_nothing_is_not_asked_again_at_once()
    {
        var released = Given.Active("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Released));
        Assert.Equal(Given.Now + MitigationRules.RestOfIdle, released.Engagements["op3"].Rest!.Until);

        // It had refused and does not any more: no filter was in vain.
        var lifted = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined)).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Released));
        Assert.Null(lifted.Engagements["op3"].Rest);
    }

    [Theory]
    [InlineData("sources", true)]
    [InlineData("map", true)]
    [InlineData("own word", true)]
    [InlineData("another's word", false)]
    [InlineData("volume", false)]
    public void Who_was_let_go_is_planned_for_again_at_once_when_something_new_tells_that_the_attack_may_come_through_it(string news, bool asked)
    {
        var (given, at) = LetGo(Replans.Active(Request(1000, "198.51.100.1"), "op2", "op3"), Given.Now);
        var next = at + MitigationRules.ReplanEvery;

        var roused = Anew(given, news, next);

        Assert.Equal(asked ? ["op3"] : [], new[] { "op3" }.Except(roused.Excepted(next)));
    }

    [Fact]
    public void What_always_tells_something_new_does_not_have_it_ordered_and_withdrawn_all_the_time()
    {
        var (given, at) = (Replans.Active(Request(1000, "198.51.100.1"), "op2", "op3"), Given.Now);
        List<int> minutes = [];
        for (var round = 0; round < 6; round++)
        {
            (given, at) = LetGo(given, at);
            var since = at;
            do
            {
                at += MitigationRules.ReplanEvery;
                given = Anew(Renewed(given with { WeighedAt = default, PlannedAt = default }, at), "map", at);
                var free = !given.Excepted(at).Contains("op3");
                given = given.Then(Given.Wave(given.Wave), at);
                if (free)
                    break;
            }
            while (at < since.AddHours(5));
            minutes.Add((int)(at - since).TotalMinutes);
            (given, at) = Back(given, at);
        }

        Assert.Equal([1, 5, 10, 20, 40, 60], minutes);
    }

    [Fact]
    public void Another_scope_is_another_attack_for_those_that_were_let_go()
    {
        var (given, at) = LetGo(Given.Active("op2", "op3"), Given.Now);

        Assert.Null(given.Then(Given.Ask(Given.Request("192.0.2.9"), at.AddSeconds(1), "h2"), at.AddSeconds(1)).Engagements["op3"].Rest);
    }

    /// <summary>A plan for everybody anew is called for because of this.</summary>
    private static Mitigation Anew(Mitigation state, string news, DateTimeOffset at)
    {
        if (news is "sources" or "volume")
            state = state.Then(Given.Ask(news == "sources" ? Request(1000, "203.0.113.1") : Request(3000, "198.51.100.1"), at.AddSeconds(-30), "h2"), at.AddSeconds(-30));
        var tick = new MitigationCommand.Tick(news == "map" ? $"map {at}" : null, Late: news == "own word" ? ["op3"] : news == "another's word" ? ["op9"] : default);
        Assert.IsType<MitigationEvent.Replanning>(Assert.Single(state.Decide(tick, at).Events));
        return state.Then(tick, at);
    }

    /// <summary>op2 drops and op3 does not, until that is withdrawn and nobody was found in its place.</summary>
    private static (Mitigation State, DateTimeOffset At) LetGo(Mitigation state, DateTimeOffset at)
    {
        for (var since = at; state.Engagements["op3"].Stands && at < since.AddMinutes(10);)
        {
            at = at.AddSeconds(30);
            state = Counted(state, at, ("op2", Seconds(at)), ("op3", (long)(state.Counts.GetValueOrDefault("op3")?.Totals.DroppedPackets ?? 0))).Then(new MitigationCommand.Tick(), at);
            if (state.PlannedWave < state.Wave)
                state = state.Then(Given.Wave(state.Wave), at);

            // Renewed orders.
            state = state.Engagements.Values.Where(g => g.State == EngagementState.Intended).Aggregate(state, (all, g) => all.Then(new MitigationCommand.Hear(g.Operator, g.Revision, EngagementState.Active), at));
        }

        var op3 = state.Engagements["op3"];
        Assert.Equal(EngagementState.Withdrawing, op3.State);
        return (state.Then(new MitigationCommand.Hear("op3", op3.Revision, EngagementState.Ended), at), at);
    }

    /// <summary>op3 is found in the place of others, and filters.</summary>
    private static (Mitigation State, DateTimeOffset At) Back(Mitigation state, DateTimeOffset at)
    {
        at = at.AddSeconds(30);
        state = Counted(Renewed(state, at), at, ("op2", Seconds(at)));
        state = (state with { Wave = state.Wave + 1, Further = 1, Anew = false }).Then(Given.Wave(state.Wave + 1, "op3"), at);
        Assert.True(state.Engagements["op3"].Stands);
        return (state.Then(new MitigationCommand.Hear("op3", state.Engagements["op3"].Revision, EngagementState.Active), at), at);
    }

    private static Mitigation Renewed(Mitigation state, DateTimeOffset at) => state with
    {
        End = at.AddHours(1), Engagements = state.Engagements.SetItems(state.Engagements.Values.Where(g => g.Stands).Select(g => KeyValuePair.Create(g.Operator, g with { End = at.AddHours(1) })).ToArray()),
    };

    private static long Seconds(DateTimeOffset at) => (long)(at - Given.Now).TotalSeconds;
}
