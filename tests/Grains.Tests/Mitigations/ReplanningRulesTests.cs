using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>When everybody is planned for anew, and what becomes of those that stand.</summary>
public sealed class ReplanningRulesTests
{
    [Fact]
    public void Other_data_on_the_Internet_bring_a_new_plan_when_it_is_this_mitigations_turn()
    {
        var given = Given.Active("op2");
        var since = Given.Now.AddMinutes(10);
        var turn = MitigationRules.Turn(given.Key, since);
        Assert.Empty(given.Decide(new MitigationCommand.Tick("", since), turn.AddMinutes(20)).Events);

        Assert.Empty(given.Decide(new MitigationCommand.Tick("new", since), turn.AddSeconds(-1)).Events);
        var replanning = given.Then(new MitigationCommand.Tick("new", since), turn);
        Assert.True(Assert.Single(Given.Rules.Due(replanning, turn).OfType<MakePlan>()) is { Anew: true, Wave: 1, Except.IsEmpty: true });

        // Kept or not, it is planned by them then.
        var kept = replanning.Then(Plan(1, new(1, 1, Shares(("op2", 1)))) with { Summary = new() { Map = "new" } }, turn);
        Assert.Empty(kept.Decide(new MitigationCommand.Tick("new", since), turn.AddMinutes(20)).Events.OfType<MitigationEvent.Replanning>());
    }

    [Fact]
    public void Turns_of_many_mitigations_are_spread()
    {
        var turns = Enumerable.Range(0, 1000).Select(i => (MitigationRules.Turn(new MitigationKey("op1", i.ToString("x64", null)).ToString(), Given.Now) - Given.Now) / MitigationRules.ReplanWithin).ToArray();

        Assert.All(turns, t => Assert.InRange(t, 0, 1));
        Assert.All(turns.GroupBy(t => (int)Math.Min(9, t * 10)), tenth => Assert.InRange(tenth.Count(), 50, 150));
        Assert.Equal(10, turns.GroupBy(t => (int)Math.Min(9, t * 10)).Count());
    }

    [Fact]
    public void What_operators_say_late_brings_a_new_plan()
    {
        var tick = new MitigationCommand.Tick(Late: ["op3"]);

        Assert.Empty(Given.Active("op2").Decide(tick, Later.AddSeconds(-1)).Events);
        Assert.Equal("op3 told too late for the last plan what to see of the attack", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(Given.Active("op2").Decide(tick, Later).Events)).Why);
    }

    [Fact]
    public void Who_is_late_with_other_figures_each_time_brings_about_plans_ever_more_seldom_until_one_is_taken()
    {
        var (state, plans) = (Given.Active("op2"), new List<int>());
        int minute;
        for (minute = 1; plans.Count < 6 && minute < 60; minute++)
        {
            var at = Given.Now.AddMinutes(minute);
            state = state.Then(new MitigationCommand.Tick(Late: ["op3"]), at);
            if (state.PlannedWave == state.Wave)
                continue;
            plans.Add(minute);
            state = state.Then(Plan(state.Wave, new(1, 1, Shares(("op2", 1)))), at);
        }

        Assert.Equal([1, 3, 7, 15, 30, 45], plans);

        // Another one's word is heard all the same, and once a plan is taken everybody's is.
        var soon = Given.Now.AddMinutes(minute);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(Late: ["op3"]), soon).Events);
        Assert.Equal(["op4"], Assert.IsType<MitigationEvent.Replanning>(Assert.Single(state.Decide(new MitigationCommand.Tick(Late: ["op3", "op4"]), soon).Events)).Late.AsEnumerable());
        state = state.Then(new MitigationCommand.Tick(Late: ["op3", "op4"]), soon).Then(Plan(7, new(2, 1, Shares(("op2", 1))), ("op2", 0.5), ("op5", 0.5)), soon).Then(new MitigationCommand.Hear("op5", 1, EngagementState.Active), soon);
        Assert.Single(state.Decide(new MitigationCommand.Tick(Late: ["op3"]), soon + MitigationRules.ReplanEvery).Events.OfType<MitigationEvent.Replanning>());
    }

    [Fact]
    public void Late_word_that_came_with_what_the_asker_told_holds_nothing_up()
    {
        var told = Active(Request(1000, "198.51.100.1"), "op2").Then(Given.Ask(Request(1000, "198.51.100.2"), Given.Now, "h2")).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active));
        var kept = told.Then(new MitigationCommand.Tick(Late: ["op3"]), Later).Then(Plan(1, new(1, 1, Shares(("op2", 1)))), Later);

        Assert.Single(kept.Decide(new MitigationCommand.Tick(Late: ["op3"]), Later + MitigationRules.ReplanEvery).Events.OfType<MitigationEvent.Replanning>());
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(1.04, false)]
    [InlineData(1.06, true)]
    public void Plan_that_is_worth_a_few_percent_more_changes_nothing(double planned, bool taken)
    {
        var before = Replanning("op2", "op3");
        var after = before.Then(Plan(1, new(planned, 1, Shares(("op2", 0.7), ("op3", 0.3))), ("op2", 0.7), ("op4", 0.4)), Later);

        Assert.Equal(taken ? ["op4 1"] : [], after.Sends(Later));
        Assert.Equal((0.7, 1), (after.Engagements["op2"].ExpectedShare, after.Engagements["op2"].Revision));
        Assert.Equal(after.Wave, after.PlannedWave);
        Assert.True(after.Engagements["op3"].Stands);
    }

    [Fact]
    public void Plan_of_which_nobody_knows_the_worth_changes_nothing()
    {
        Assert.Empty(Replanning("op2").Then(Plan(1, null, ("op4", 0)), Later).Sends(Later));
    }

    [Fact]
    public void Asker_that_tells_other_sources_all_the_time_still_gets_further_operators_when_its_health_is_low()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2");
        var at = Given.Now;
        for (var wave = 1; wave <= 6; wave++)
        {
            at = Given.Now + (wave * (MitigationRules.ShiftEvery + TimeSpan.FromSeconds(1)));
            state = state.Then(Given.Ask(Request(1000, $"198.51.100.{wave + 1}"), at, $"h{wave}"), at).Then(new MitigationCommand.Hear("op2", wave + 1, EngagementState.Active), at)
                .Then(new MitigationCommand.Tick(), at).Then(Plan(wave, new(1, 1, Shares(("op2", 1)))), at);
            Assert.Equal((wave, wave), (state.Wave, state.PlannedWave));
        }

        Assert.Contains(state.Decide(new MitigationCommand.Efficacy(new("op1", "k"), at, false, 10, 50), at).Events, e => e is MitigationEvent.Recruiting);
    }

    [Fact]
    public void Who_is_lost_while_everybody_is_planned_anew_is_replaced_when_the_others_are_kept()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2", "op3").Then(new MitigationCommand.Tick(), Later);
        state = state.Then(Given.Ask(Request(1000, "198.51.100.2"), Later, "h2"), Later).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Later);
        var lost = (Later + MitigationRules.ShiftEvery).AddSeconds(1);
        state = state.Then(new MitigationCommand.Hear("op3", 2, EngagementState.Exhausted), lost);
        state = state with { Wave = 1, PlannedWave = 1, PlannedAt = Later };
        state = state.Then(new MitigationCommand.Tick(), lost);
        Assert.True(state is { Anew: true, Missing: 1 });

        var kept = state.Then(Plan(2, null), lost);
        var due = lost + MitigationRules.RecruitEvery;
        Assert.Equal(1, Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(kept.Decide(new MitigationCommand.Tick(), due).Events)).Further);
        Assert.Empty(state.Then(Plan(2, new(2, 1, Shares(("op2", 1))), ("op4", 0.5)), lost).Decide(new MitigationCommand.Tick(), lost.AddSeconds(5)).Events);
        Assert.Equal(0, state.Then(Plan(2, new(2, 1, Shares(("op2", 1))), ("op4", 0.5)), lost).Missing);
    }

    [Fact]
    public void Asker_that_was_planned_for_often_does_not_wait_long_when_nobody_filters()
    {
        var state = Given.Active("op2") with { Wave = 40, PlannedWave = 40 };
        state = state.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released));

        Assert.Equal("nobody filters", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(state.Decide(new MitigationCommand.Tick(), Given.Now + MitigationRules.RecruitEvery).Events)).Why);
    }

    [Fact]
    public void Plan_is_taken_whatever_it_is_worth_when_nobody_helps()
    {
        var given = Replanning("op2").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released), Later);

        Assert.Equal(["op4 1"], given.Then(Plan(1, null, ("op4", 0)), Later).Sends(Later));
    }

    [Fact]
    public void Who_refused_or_does_not_answer_is_not_chosen_anew()
    {
        var given = Replanning("op2", "op3", "op4").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined), Later);

        Assert.Equal(["op3"], Assert.Single(Given.Rules.Due(given, Later).OfType<MakePlan>()).Except.AsEnumerable());
        Assert.Equal(["op5 1"], given.Then(Plan(1, new(2, 1, Shares()), ("op2", 0.5), ("op3", 0.5), ("op5", 0.2)), Later).Sends(Later));
    }

    [Fact]
    public void Who_stays_gets_another_order_only_when_its_terms_are_others()
    {
        var other = new Assignment { Match = Given.Request("192.0.2.0/31").Match, Share = 0.6 };
        var plan = Plan(1, new(2, 1, Shares()), ("op2", 0.9)) is var same ? same with { Assignments = same.Assignments.Add("op3", other) } : null!;

        var after = Replanning("op2", "op3").Then(plan, Later);

        Assert.Equal(["op3 2"], after.Sends(Later));
        Assert.Equal((other.Match, 0.6, 0.9), (after.Engagements["op3"].Assignment.Match, after.Engagements["op3"].ExpectedShare, after.Engagements["op2"].ExpectedShare));
    }
}
