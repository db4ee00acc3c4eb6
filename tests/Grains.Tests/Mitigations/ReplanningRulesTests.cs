using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;

namespace Grains.Tests.Mitigations;

/// <summary>When everybody is planned for anew, what becomes of those that stand, and who is released.</summary>
public sealed class ReplanningRulesTests
{
    private static readonly DateTimeOffset Later = Given.Now + MitigationRules.ReplanEvery;

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
        var tick = new MitigationCommand.Tick(News: "op3 told too late");

        Assert.Empty(Given.Active("op2").Decide(tick, Later.AddSeconds(-1)).Events);
        Assert.Equal("op3 told too late", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(Given.Active("op2").Decide(tick, Later).Events)).Why);
    }

    [Fact]
    public void Asker_that_tells_other_sources_is_planned_for_anew_and_its_orders_stand_meanwhile()
    {
        var refreshed = Active(Request(1000, "198.51.100.1"), "op2").Then(Given.Ask(Request(1000, "198.51.100.2"), Given.Now.AddSeconds(20), "h2"), Given.Now.AddSeconds(20));
        Assert.Equal((1, 2), (refreshed.Scope, refreshed.Engagements["op2"].Revision));

        refreshed = refreshed.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(21));
        Assert.Equal("the asker tells other sources", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(refreshed.Decide(new MitigationCommand.Tick(), Later).Events)).Why);
        var kept = refreshed.Then(new MitigationCommand.Tick(), Later).Then(Plan(1, new(1, 1, Shares(("op2", 1)))), Later);
        Assert.Empty(kept.Decide(new MitigationCommand.Tick(), Later.AddHours(1) - TimeSpan.FromMinutes(30)).Events.OfType<MitigationEvent.Replanning>());
    }

    [Theory]
    [InlineData(1000, 1300, false)]
    [InlineData(1000, 1400, true)]
    [InlineData(1000, 700, true)]
    [InlineData(1000, null, false)]
    [InlineData(null, 1000, true)]
    public void Asker_that_tells_another_volume_is_planned_for_anew(int? before, int? now, bool anew)
    {
        var refreshed = Active(Request(before, "198.51.100.1"), "op2").Then(Given.Ask(Request(now, "198.51.100.1"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1))
            .Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(2));

        Assert.Equal(anew ? "the asker tells another volume" : null, (refreshed.Decide(new MitigationCommand.Tick(), Later).Events.SingleOrDefault() as MitigationEvent.Replanning)?.Why);
    }

    [Fact]
    public void What_the_asker_tells_is_waited_with_for_a_shorter_time_than_what_others_see()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2");
        var (soon, early) = (Given.Now + MitigationRules.ShiftEvery, Given.Now + MitigationRules.ShiftEvery - TimeSpan.FromSeconds(1));
        var shifted = state.Then(Given.Ask(Request(1000, "198.51.100.2"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1)).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(2));

        Assert.Empty(shifted.Decide(new MitigationCommand.Tick(), early).Events);
        Assert.Equal("the asker tells other sources", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(shifted.Decide(new MitigationCommand.Tick(), soon).Events)).Why);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(News: "op3 sees it"), soon).Events);
        Assert.Single(state.Decide(new MitigationCommand.Tick(News: "op3 sees it"), Later).Events);
    }

    [Fact]
    public void Sources_that_tell_other_figures_each_time_are_the_same_and_slow_drift_is_held_against_what_was_planned_for()
    {
        HelpRequest Told(double first, double second) => Given.Request() with { Sources = [new(Prefix.Parse("198.51.100.1"), first), new(Prefix.Parse("198.51.100.2"), second)] };
        var state = Active(Told(500, 500), "op2");
        foreach (var (first, second, at) in new[] { (5210.0, 5003.0, 1), (480, 520, 2), (540, 460, 3), (580, 420, 4) })
        {
            state = state.Then(Given.Ask(Told(first, second), Given.Now.AddSeconds(at), $"h{at}"), Given.Now.AddSeconds(at));
            Assert.Null(state.Shifted);
        }

        var drifted = Given.Now.AddSeconds(5);
        state = state.Then(Given.Ask(Told(620, 380), drifted, "h5"), drifted).Then(new MitigationCommand.Hear("op2", 6, EngagementState.Active), drifted);
        Assert.Equal("the asker tells other sources", state.Shifted);

        // Planned for, these are what the next ones are held against, also when nothing is changed because of them.
        var kept = state.Then(new MitigationCommand.Tick(), Later).Then(Plan(1, new(1, 1, Shares(("op2", 1)))), Later);
        Assert.Null(kept.Then(Given.Ask(Told(680, 320), Later, "h6"), Later).Shifted);
        Assert.NotNull(kept.Then(Given.Ask(Told(500, 500), Later, "h7"), Later).Shifted);
    }

    [Fact]
    public void Volume_that_creeps_is_held_against_what_was_planned_for()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2");
        foreach (var (volume, at) in new[] { (1150, 10), (1320, 20), (1500, 30) })
            state = state.Then(Given.Ask(Request(volume, "198.51.100.1"), Given.Now.AddSeconds(at), $"h{at}"), Given.Now.AddSeconds(at));

        Assert.Equal("the asker tells another volume", state.Shifted);
    }

    [Fact]
    public void Sources_that_are_told_for_the_first_time_are_another_scope()
    {
        var told = Active(Request(1000), "op2").Then(Given.Ask(Request(1000, "198.51.100.1"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1));

        Assert.Equal((2, MitigationPhase.Accepted), (told.Scope, told.Phase));
    }

    [Fact]
    public void Source_that_the_asker_takes_back_is_out_of_every_filter_with_the_refresh_itself()
    {
        var given = Filtering(("op2", ["198.51.100.0/30", "203.0.113.9"]), ("op3", ["203.0.113.9"]), ("op4", []));
        var later = Given.Now.AddSeconds(5);

        // The asker told the parts of the first row, and still names one of them; op3's filter holds nothing else than what is taken back.
        var asked = given.Then(Given.Ask(Direct("198.51.100.1", "198.51.100.7"), later, "h2"), later);

        Assert.Equal((1, MitigationPhase.Planned), (asked.Scope, asked.Phase));
        Assert.Equal(["op2 2", "op3 2 withdraw", "op4 2"], asked.Sends(later));
        Assert.Equal(["198.51.100.0/30"], Filtered(asked, "op2"));
        Assert.Equal(["198.51.100.0/30"], asked.Engagements["op2"].Assignment.Sources.Select(s => s.ToString()));

        // Filters that name none drop what the request's match says, whoever sends it.
        Assert.Equal(Direct().Match, asked.Engagements["op4"].Assignment.Match);
    }

    [Fact]
    public void Terms_that_wait_and_plans_under_way_do_not_bring_back_what_was_taken_back()
    {
        var replanning = Filtering(("op2", ["198.51.100.1"])).Then(new MitigationCommand.Tick(News: "other"), Later);
        var refreshed = replanning.Then(Given.Ask(Direct("198.51.100.1", "198.51.100.2"), Later, "h2"), Later);
        var assignments = Assignments(("op2", ["198.51.100.1", "203.0.113.9"]), ("op3", ["203.0.113.9", "198.51.100.2"]), ("op4", ["203.0.113.9"]));
        var planned = refreshed.Then(new MitigationCommand.Plan(1, new(), assignments, 1, new(2, 1, Shares())), Later);
        Assert.Equal(["op2 2", "op3 1"], planned.Sends(Later));
        Assert.Equal(["198.51.100.2/32"], Filtered(planned, "op3"));

        var soon = Later.AddSeconds(5);
        var waiting = (planned with { Wave = 2, Anew = true }).Then(
            new MitigationCommand.Plan(1, new(), Assignments(("op3", ["198.51.100.1", "198.51.100.2"])), 2, new(2, 1, Shares())), soon);
        Assert.Equal(2, waiting.Engagements["op3"].Next!.Match.Sources.Length);
        var last = waiting.Then(Given.Ask(Direct("198.51.100.2"), soon, "h3"), soon);
        Assert.Equal(["198.51.100.2/32"], last.Engagements["op3"].Next!.Match.Sources.Select(s => s.ToString()));
    }

    [Fact]
    public void Detector_whose_list_changes_with_every_refresh_asks_nobody_twice_and_is_planned_for_at_its_pace()
    {
        string[] Told(int first) => [.. Enumerable.Range(first, 12).Select(i => $"198.51.100.{i}")];
        var state = Filtering(("op2", Told(0)), ("op3", Told(0))).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined));
        var plans = new List<DateTimeOffset>();
        for (var second = 1; second <= 30; second++)
        {
            var at = Given.Now.AddSeconds(second);
            if (second % 3 == 0)
                state = state.Then(Given.Ask(Direct(Told(second / 3)), at, $"h{second}"), at);
            state = state.Then(new MitigationCommand.Hear("op2", state.Engagements["op2"].Revision, EngagementState.Active), at).Then(new MitigationCommand.Tick(), at);
            foreach (var plan in Given.Rules.Due(state, at).OfType<MakePlan>())
            {
                Assert.Contains("op3", plan.Except);
                plans.Add(at);
                state = state.Then(new MitigationCommand.Plan(plan.Scope, new(), Assignments(("op2", Told(second / 3)), ("op3", Told(second / 3))), plan.Wave, new(1, 1, Shares(("op2", 1)))), at);
            }
        }

        Assert.Equal(1, state.Engagements["op3"].Revision);
        Assert.Equal(["198.51.100.10/32", "198.51.100.11/32"], Filtered(state, "op2"));
        Assert.NotEmpty(plans);
        Assert.All(plans.Zip(plans.Skip(1)), p => Assert.True(p.Second - p.First >= MitigationRules.ShiftEvery));
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

    [Fact]
    public void Who_is_left_out_stays_while_it_drops_and_goes_after_a_while_when_it_does_not()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares(("op2", 1), ("op3", 0.3))), ("op2", 1)), Later);
        var due = Later + MitigationRules.ReleaseAfter;
        var still = Counted(given, due.AddSeconds(-20), ("op2", 10), ("op3", 0));
        Assert.Empty(still.Decide(new MitigationCommand.Tick(), due.AddSeconds(-1)).Events);

        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(still.Decide(new MitigationCommand.Tick(), due).Events)).Operator);
        Assert.Empty(Counted(given, due.AddSeconds(-20), ("op2", 10), ("op3", 10)).Decide(new MitigationCommand.Tick(), due).Events);
    }

    [Fact]
    public void Who_is_left_out_and_says_nothing_of_its_counters_stays()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares(("op2", 1), ("op3", 0.3))), ("op2", 1)), Later);
        var due = Later + MitigationRules.ReleaseAfter;

        Assert.DoesNotContain(Counted(given, due.AddSeconds(-20), ("op2", 10)).Decide(new MitigationCommand.Tick(), due).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Two_that_are_left_out_are_not_let_go_because_of_each_other()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares()), ("op4", 1)), Later).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Declined), Later);
        var due = Later + MitigationRules.ReleaseAfter;

        Assert.DoesNotContain(Counted(given, due.AddSeconds(-20), ("op2", 0), ("op3", 0)).Decide(new MitigationCommand.Tick(), due).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Who_is_left_out_stays_while_nobody_else_filters()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares()), ("op2", 1)), Later).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released), Later);

        Assert.DoesNotContain(given.Decide(new MitigationCommand.Tick(), Later + MitigationRules.ReleaseAfter).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Share_that_has_gone_releases_also_without_a_new_plan_and_not_when_it_came_back()
    {
        var gone = Replanning("op2", "op3").Then(Plan(1, new(1, 1, Shares(("op2", 1), ("op3", 0)))), Later);
        var due = Later + MitigationRules.ReleaseAfter;
        gone = Counted(gone, due.AddSeconds(-20), ("op2", 0), ("op3", 0));
        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(gone.Decide(new MitigationCommand.Tick(), due).Events)).Operator);

        var again = Later.AddMinutes(2);
        var back = gone.Then(new MitigationCommand.Tick(News: "other"), again).Then(Plan(2, new(1, 1, Shares(("op2", 0.5), ("op3", 0.5)))), again);
        Assert.Empty(back.Decide(new MitigationCommand.Tick(), due).Events);
    }

    [Fact]
    public void Filter_that_drops_far_less_of_its_share_than_others_of_theirs_brings_a_new_plan_that_knows_it()
    {
        // As much of the attack was expected at each.
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counted(state, first, ("op2", 1000), ("op3", 1000), ("op4", 1000));
        for (var at = first.AddSeconds(30); at <= first + MitigationRules.WeakAfter + TimeSpan.FromSeconds(30); at = at.AddSeconds(30))
            state = Counting(state, at, ("op2", 1000), ("op3", 10), ("op4", 900));

        var due = first.AddSeconds(30) + MitigationRules.WeakAfter;
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), due.AddSeconds(-1)).Events);
        Assert.Equal("next to nothing comes through op3", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(state.Decide(new MitigationCommand.Tick(), due).Events)).Why);
        Assert.Equal(["op3"], MitigationRules.NotSeeing(state, due).AsEnumerable());

        // Once in a while: what the plan did not know then it will not know in a minute.
        var kept = state.Then(new MitigationCommand.Tick(), due).Then(Plan(1, new(1, 1, Shares(("op2", 0.4), ("op3", 0.3), ("op4", 0.3)))), due);
        Assert.Empty(kept.Decide(new MitigationCommand.Tick(), due + MitigationRules.ReplanEvery).Events);
        var again = due + MitigationRules.WeakEvery;
        kept = Counting(kept, again.AddSeconds(-20), ("op2", 1000), ("op3", 10), ("op4", 900));
        Assert.Single(kept.Decide(new MitigationCommand.Tick(), again).Events.OfType<MitigationEvent.Replanning>());
    }

    [Fact]
    public void Attack_that_falls_everywhere_is_nobodys_weakness()
    {
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counted(state, first, ("op2", 1_000_000), ("op3", 1_000_000), ("op4", 1_000_000));
        for (var at = first.AddSeconds(30); at <= first.AddMinutes(4); at = at.AddSeconds(30))
            state = Counting(state, at, ("op2", 10), ("op3", 5), ("op4", 5));

        Assert.Empty(MitigationRules.NotSeeing(state, first.AddMinutes(4)));
    }

    [Fact]
    public void Who_drops_its_share_again_is_not_weak_any_more()
    {
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counting(Counted(state, first, ("op2", 1000), ("op3", 1000), ("op4", 1000)), first.AddSeconds(30), ("op2", 1000), ("op3", 1), ("op4", 1000));
        Assert.Equal(first.AddSeconds(30), state.Engagements["op3"].WeakSince);

        Assert.Null(Counting(state, first.AddSeconds(60), ("op2", 1000), ("op3", 1000), ("op4", 1000)).Engagements["op3"].WeakSince);
    }

    [Theory]
    [InlineData("op2", 3)]
    [InlineData("op3", 3)]
    [InlineData("op4", 4)]
    [InlineData("op4", 5)]
    public void One_that_counts_too_much_makes_nobody_else_look_weak(string liar, int operators)
    {
        string[] all = [.. Enumerable.Range(2, operators).Select(i => $"op{i}")];
        var first = Given.Now + MitigationRules.IdleAfter;
        var state = Counted(Given.Active(all), first, [.. all.Select(o => (o, 1000.0))]);
        state = Counting(state, first.AddSeconds(30), [.. all.Select((o, i) => (o, o == liar ? 1_000_000.0 : 1000 - (100 * i)))]);

        Assert.All(state.Engagements.Values, g => Assert.Null(g.WeakSince));
    }

    [Fact]
    public void Two_that_count_differently_are_not_judged()
    {
        var first = Given.Now + MitigationRules.IdleAfter;
        var state = Counting(Counted(Given.Active("op2", "op3"), first, ("op2", 1000), ("op3", 1000)), first.AddSeconds(30), ("op2", 1000), ("op3", 1));

        Assert.All(state.Engagements.Values, g => Assert.Null(g.WeakSince));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1_000_000.0, true)]
    [InlineData(1200.0, false)]
    public void Who_says_it_drops_more_than_the_whole_attack_is_flagged_once_and_not_listened_to(double? link, bool flagged)
    {
        // 1,000 bit/s of attack are 30,000 bits between two counts. Of an attack that fills the link nobody knows how much there is.
        string[] all = ["op2", "op3", "op4", "op5"];
        var state = Active(Request(1000, "198.51.100.1") with { MaxBandwidthBps = link }, all);
        MitigationCommand.Count Count(int told, params double[] bits) => new(
            bits.Select((b, i) => (all[i], b)).ToImmutableSortedDictionary(b => b.Item1, b => new Count(1, Figures.Zero with { DroppedBits = b.b }, Told: told), StringComparer.Ordinal), Figures.Zero);
        var first = Given.Now + MitigationRules.IdleAfter;
        state = state.Then(Count(1, 1, 1, 1, 1), first);

        var second = Count(2, 7_000, 7_000, 100, 90_000);
        Assert.Equal(flagged ? ["op5"] : [], state.Decide(second, first.AddSeconds(30)).Events.OfType<MitigationEvent.Flagged>().Select(f => f.Operator));
        state = state.Then(second, first.AddSeconds(30));
        Assert.Equal(["op4"], state.Engagements.Values.Where(g => g.WeakSince is not null).Select(g => g.Operator));
        Assert.Empty(state.Decide(Count(3, 14_000, 14_000, 200, 180_000), first.AddSeconds(60)).Events.OfType<MitigationEvent.Flagged>());
    }

    private static double Dropped(Mitigation state, string @operator) => state.Counts[@operator].Totals.DroppedPackets;

    private static Mitigation Replanning(params string[] operators) => Given.Active(operators).Then(new MitigationCommand.Tick(News: "other"), Later);

    private static Mitigation Active(HelpRequest request, params string[] operators) => operators.Aggregate(
        Mitigation.None.Then(Given.Ask(request)).Then(Given.Plan(1, operators)), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));

    private static string[] Filtered(Mitigation state, string @operator) => [.. state.Engagements[@operator].Assignment.Match.Sources.Select(s => s.ToString())];

    /// <summary>A direct attack, of which each operator filters the sources that it is listed with.</summary>
    private static Mitigation Filtering(params (string Operator, string[] Sources)[] filters) => filters.Aggregate(
        Mitigation.None.Then(Given.Ask(Direct([.. filters.SelectMany(f => f.Sources).Distinct()]))).Then(new MitigationCommand.Plan(1, new(), Assignments(filters))),
        (state, f) => state.Then(new MitigationCommand.Hear(f.Operator, 1, EngagementState.Active)));

    private static ImmutableSortedDictionary<string, Assignment> Assignments(params (string Operator, string[] Sources)[] filters) => filters.ToImmutableSortedDictionary(
        f => f.Operator,
        f => new Assignment
        {
            Match = f.Sources.Length == 0 ? Direct().Match : Direct().Match.WithSources([.. f.Sources.Select(Prefix.Parse)])!, Sources = [.. f.Sources.Select(Prefix.Parse)], Share = 1.0 / filters.Length,
        },
        StringComparer.Ordinal);

    private static HelpRequest Direct(params string[] sources) =>
        Request(1000, sources) with { Match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")] } };

    private static HelpRequest Request(double? volume, params string[] sources) =>
        Given.Request() with { VolumeBps = volume, Sources = [.. sources.Select(s => new WeightedSource(Prefix.Parse(s), 1))] };

    private static ImmutableSortedDictionary<string, double> Shares(params (string Operator, double Share)[] shares) => shares.ToImmutableSortedDictionary(s => s.Operator, s => s.Share, StringComparer.Ordinal);

    private static MitigationCommand.Plan Plan(int wave, PlanValue? value, params (string Operator, double Share)[] asked) => new(
        1, new() { Policy = "near-source", At = Later }, asked.ToImmutableSortedDictionary(a => a.Operator, a => new Assignment { Match = Given.Request().Match, Share = a.Share }, StringComparer.Ordinal), wave, value);

    /// <summary>So much more than the last time.</summary>
    private static Mitigation Counting(Mitigation state, DateTimeOffset at, params (string Operator, double Packets)[] more) => Counted(state, at, [.. more.Select(m => (m.Operator, Dropped(state, m.Operator) + m.Packets))]);

    private static Mitigation Counted(Mitigation state, DateTimeOffset at, params (string Operator, double Packets)[] dropped) => state.Then(
        new MitigationCommand.Count(
            dropped.ToImmutableSortedDictionary(d => d.Operator, d => new Count(1, Figures.Zero with { DroppedPackets = d.Packets }, Told: (long)(at - Given.Now).TotalSeconds), StringComparer.Ordinal), Figures.Zero),
        at);
}
