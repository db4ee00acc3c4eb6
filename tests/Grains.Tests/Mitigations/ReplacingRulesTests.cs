using System.Collections.Immutable;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>Who was asked and does not help brings in the next operators; who has nothing left to filter is released.</summary>
public sealed class ReplacingRulesTests
{
    private static readonly DateTimeOffset Soon = Given.Now + MitigationRules.ReplaceAfter;

    [Theory]
    [InlineData(EngagementState.Declined, "op2 declined")]
    [InlineData(EngagementState.Exhausted, "op2 has no room left")]
    public void Operator_that_does_not_filter_is_replaced_once(EngagementState state, string why)
    {
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, state, DeclineCode.Policy));
        Assert.Empty(given.Decide(new MitigationCommand.Tick(), Soon.AddSeconds(-1)).Events);

        Assert.Equal(why, Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), Soon).Events)).Why);
        var recruiting = given.Then(new MitigationCommand.Tick(), Soon);
        Assert.Equal(["op2", "op3"], Assert.Single(Given.Rules.Due(recruiting, Soon).OfType<MakePlan>()).Except.AsEnumerable());
        var recruited = recruiting.Then(Wave(1, "op4"), Soon);
        Assert.Equal(["op4 1"], recruited.Sends(Soon));
        Assert.DoesNotContain(recruited.Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active), Soon).Decide(new MitigationCommand.Tick(), Soon.AddMinutes(2)).Events, e => e is MitigationEvent.Recruiting);
    }

    [Fact]
    public void Who_stands_without_helping_is_left_out_of_the_plan_for_its_place_and_who_helps_is_not()
    {
        var later = Given.Now + MitigationRules.AnswerWithin + MitigationRules.ReplaceAfter;
        var plan = Given.Plan(1, "op2", "op3");
        var given = Given.Accepted().Then(plan with { Assignments = plan.Assignments.SetItem("op2", plan.Assignments["op2"] with { Backstop = true }) })
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active));
        Assert.True(PlanQuestions.Of(MitigationKey.Parse(given.Key), given, new(1, 1, []), given.Request!, [], Given.Now).HasBackstop);
        given = given.Then(new MitigationCommand.Tick(), later);
        var wanted = Assert.Single(Given.Rules.Due(given, later).OfType<MakePlan>());

        var question = PlanQuestions.Of(MitigationKey.Parse(given.Key), given, wanted, given.Request!, [], later);

        Assert.True(question.Beside);
        Assert.False(question.HasBackstop);
        Assert.Equal(["op2"], question.Except.AsEnumerable());
        Assert.Equal(["op2", "op3"], question.Standing.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Who_was_asked_without_knowing_where_the_attack_comes_from_is_neither_replaced_nor_released_for_dropping_nothing()
    {
        var plan = Given.Plan(1, "op2", "op3", "op4", "op5");
        var given = Given.Accepted().Then(plan with { Assignments = plan.Assignments.ToImmutableSortedDictionary(a => a.Key, a => a.Value with { Share = 0 }) });
        given = plan.Assignments.Keys.Aggregate(given, (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));
        for (var at = Given.Now; at < Given.Now + (3 * MitigationRules.ReleaseAfter); at += MitigationRules.RecruitEvery)
        {
            var now = at;
            given = Replans.Counted(given, at, ("op2", (at - Given.Now).TotalSeconds * 1000), ("op3", (at - Given.Now).TotalSeconds * 1000), ("op4", (at - Given.Now).TotalSeconds), ("op5", 0));
            Assert.DoesNotContain(given.Decide(new MitigationCommand.Tick(), now).Events, e => e is MitigationEvent.Recruiting or MitigationEvent.Replanning or MitigationEvent.Dismissed);
        }

        Assert.All(given.Engagements.Values, g => Assert.Null(g.WeakSince));
    }

    [Fact]
    public void Order_that_is_not_answered_brings_in_the_next_and_may_still_be_answered()
    {
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active));
        var late = Given.Now + MitigationRules.AnswerWithin;

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), late.AddSeconds(-1)).Events);
        var recruiting = given.Then(new MitigationCommand.Tick(), late);

        Assert.Equal(1, recruiting.Wave);
        Assert.True(recruiting.Engagements["op2"] is { Replaced: true, Stands: true });
        Assert.Equal(EngagementState.Active, recruiting.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late).Engagements["op2"].State);
    }

    [Fact]
    public void Silent_operator_is_withdrawn_when_another_has_taken_its_place_and_answered()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late).Then(Wave(1, "op4"), late);
        Assert.Empty(given.Decide(new MitigationCommand.Tick(), late.AddSeconds(1)).Events);

        given = given.Then(new MitigationCommand.Hear("op4", 1, EngagementState.Accepted), late.AddSeconds(2)).Then(new MitigationCommand.Tick(), late.AddSeconds(2));

        Assert.Equal(["op2 2 withdraw"], given.Sends(late.AddSeconds(2)));
        var refreshed = given.Then(Given.Ask(date: late.AddSeconds(3), hash: "h2"), late.AddSeconds(3));
        Assert.Equal(["op2 2 withdraw", "op3 2", "op4 2"], refreshed.Sends(late.AddSeconds(3)));

        // What it says of the order now says nothing; once it holds nothing, and a while later, it may be asked again like anybody.
        given = given.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late.AddSeconds(4)).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended), late.AddSeconds(5))
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Exhausted), late.AddSeconds(6));
        var (next, rested) = (late + MitigationRules.RecruitEvery, late.AddSeconds(2) + MitigationRules.RestOfSilent);
        given = given.Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active), next).Then(new MitigationCommand.Tick(), next);
        Assert.Equal(["op2", "op3", "op4"], Except(given, rested.AddSeconds(-1)));
        Assert.Equal(["op3", "op4"], Except(given, rested));
    }

    [Fact]
    public void Silent_operator_that_answers_before_the_other_keeps_its_place()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late).Then(Wave(1, "op4"), late);

        given = given.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Accepted), late).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active), late).Then(new MitigationCommand.Tick(), late.AddSeconds(1));

        Assert.Empty(given.Sends(late.AddSeconds(1)));
        Assert.True(given.Engagements["op2"].Stands);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("op5", false, false)]
    [InlineData("op5 op6", true, false)]
    [InlineData("op5 op6 op7", true, true)]
    public void As_many_silent_operators_stay_as_have_no_other_in_their_place_those_of_whom_most_is_expected(string found, bool first, bool second)
    {
        // op4 declined: whoever is found first takes its place.
        var late = Given.Now + MitigationRules.AnswerWithin;
        var plan = Given.Plan(1, "op2", "op3", "op4", "op9");
        var given = Given.Accepted().Then(plan with { Assignments = plan.Assignments.SetItem("op2", plan.Assignments["op2"] with { Share = 0.9 }) })
            .Then(new MitigationCommand.Hear("op9", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Declined), late)
            .Then(new MitigationCommand.Tick(), late);
        Assert.Equal(3, given.Further);
        string[] others = found.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        given = others.Aggregate(given.Then(Wave(1, others), late), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active), late)).Then(new MitigationCommand.Tick(), late.AddSeconds(1));

        Assert.Equal((!second, !first), (given.Engagements["op2"].Stands, given.Engagements["op3"].Stands));
    }

    [Fact]
    public void Withdrawal_that_is_never_answered_is_over_when_its_order_has_ended_by_itself_for_certain()
    {
        var given = Given.Active("op2", "op3").Then(new MitigationCommand.Dismiss("op2", "stopped")).Then(Given.Ask(date: Given.Now.AddMinutes(50), hash: "h2"), Given.Now.AddMinutes(50));
        var gone = Given.Now + Given.Lifetimes.Default + Given.Lifetimes.Skew;

        Assert.Equal(EngagementState.Withdrawing, given.Then(new MitigationCommand.Tick(), gone.AddSeconds(-1)).Engagements["op2"].State);
        Assert.Equal(EngagementState.Ended, given.Then(new MitigationCommand.Tick(), gone).Engagements["op2"].State);
    }

    [Fact]
    public void Operator_that_filtered_before_and_is_silent_when_asked_again_is_replaced()
    {
        var given = Given.Active("op2", "op3").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released)).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Released));
        var again = Given.Now + MitigationRules.RecruitEvery;
        given = given.Then(new MitigationCommand.Tick(), again).Then(Wave(1, "op2"), again);
        Assert.Equal(["op2 2"], given.Sends(again));

        var late = again + MitigationRules.RecruitEvery;
        Assert.Equal("op2 does not answer", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), late).Events)).Why);
    }

    [Fact]
    public void Operator_that_answers_no_refresh_is_replaced_once_its_last_filter_has_ended()
    {
        var refreshed = Given.Now.AddMinutes(30);
        var given = Given.Active("op2").Then(Given.Ask(date: refreshed, hash: "h2"), refreshed);
        var ended = Given.Now + Given.Lifetimes.Default;

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), ended.AddSeconds(-1)).Events);
        Assert.Equal("op2 does not answer", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), ended).Events)).Why);
    }

    [Fact]
    public void Silent_operator_is_replaced_however_often_the_asker_refreshes()
    {
        var given = Given.Planned("op2");
        for (var at = Given.Now.AddSeconds(3); at < Given.Now + MitigationRules.AnswerWithin; at = at.AddSeconds(3))
            given = given.Then(Given.Ask(date: at, hash: "h2"), at);

        Assert.Equal("op2 does not answer", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), Given.Now + MitigationRules.AnswerWithin).Events)).Why);
    }

    [Fact]
    public void Asker_whose_only_operator_is_silent_is_planned_for_again_and_again()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var given = Given.Planned("op2").Then(new MitigationCommand.Tick(), late).Then(Wave(1), late);
        Assert.Empty(given.Decide(new MitigationCommand.Tick(), (late + MitigationRules.RecruitEvery).AddSeconds(-1)).Events);

        Assert.Equal("nobody filters", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), late + MitigationRules.RecruitEvery).Events)).Why);
    }

    [Fact]
    public void Order_that_is_taken_and_never_begun_brings_in_the_next_and_may_still_begin()
    {
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Accepted));
        var late = Given.Now + MitigationRules.BeginWithin;

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), late.AddSeconds(-1)).Events);
        Assert.Equal("op2 has not begun", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), late).Events)).Why);
        Assert.Equal(EngagementState.Active, given.Then(new MitigationCommand.Tick(), late).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late).Engagements["op2"].State);
    }

    [Fact]
    public void Refresh_whose_answer_is_awaited_replaces_nobody()
    {
        var later = Given.Now.AddMinutes(10);
        var given = Given.Planned("op2").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Accepted)).Then(Given.Ask(date: later, hash: "h2"), later);

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), later.AddSeconds(5)).Events);
    }

    [Fact]
    public void Those_that_fail_together_are_one_call_and_the_next_waits()
    {
        var given = Given.Planned("op2", "op3", "op4").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined)).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Exhausted))
            .Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active));

        Assert.Equal("op2 declined, op3 has no room left", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), Soon).Events)).Why);
        var recruited = given.Then(new MitigationCommand.Tick(), Soon).Then(Wave(1, "op5"), Soon).Then(new MitigationCommand.Hear("op5", 1, EngagementState.Declined), Soon);
        Assert.Empty(recruited.Decide(new MitigationCommand.Tick(), (Soon + MitigationRules.RecruitEvery).AddSeconds(-1)).Events);
        Assert.Single(recruited.Decide(new MitigationCommand.Tick(), Soon + MitigationRules.RecruitEvery).Events.OfType<MitigationEvent.Recruiting>());
    }

    [Fact]
    public void Filter_that_matches_nothing_while_others_drop_is_replaced_and_then_released()
    {
        var given = Given.Active("op2", "op3");
        var idle = Given.Now + MitigationRules.IdleAfter;
        Assert.Empty(Counted(given, idle.AddSeconds(-10), ("op2", 10)).Decide(new MitigationCommand.Tick(), idle.AddSeconds(-1)).Events);

        var counted = Counted(given, idle.AddSeconds(-10), ("op2", 10), ("op3", 0));
        Assert.Equal("op3 filters nothing", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(counted.Decide(new MitigationCommand.Tick(), idle).Events)).Why);
        var replaced = counted.Then(new MitigationCommand.Tick(), idle).Then(Wave(1, "op4"), idle);
        Assert.True(replaced.Engagements["op3"] is { State: EngagementState.Active, Revision: 1 });

        var release = Given.Now + MitigationRules.ReleaseAfter;
        var growing = Counted(replaced, release.AddSeconds(-10), ("op2", 20), ("op3", 0));
        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(growing.Decide(new MitigationCommand.Tick(), release).Events)).Operator);
        Assert.Contains("op3 2 withdraw", growing.Then(new MitigationCommand.Tick(), release).Sends(release));
    }

    [Fact]
    public void Operator_that_falls_silent_is_replaced_and_keeps_its_filter()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(10), ("op2", 10), ("op3", 10));
        var silent = Given.Now + MitigationRules.ReleaseAfter;
        for (var at = Given.Now.AddSeconds(40); at <= silent.AddMinutes(2); at = at.AddSeconds(30))
            given = Counted(given, at, ("op2", (long)(at - Given.Now).TotalSeconds));

        Assert.Equal("op3 does not say that it filters anything", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), silent).Events)).Why);
        var replaced = given.Then(new MitigationCommand.Tick(), silent).Then(Wave(1, "op4"), silent);
        Assert.DoesNotContain(replaced.Decide(new MitigationCommand.Tick(), silent.AddMinutes(2)).Events, e => e is MitigationEvent.Dismissed);
        Assert.Empty(MitigationRules.NotSeeing(given, silent));
    }

    [Fact]
    public void Nobody_is_released_when_nothing_matches_anywhere()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(10), ("op2", 10));

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), Given.Now + MitigationRules.ReleaseAfter + MitigationRules.ReleaseAfter).Events);
    }

    [Fact]
    public void Filter_that_still_matches_stays_also_when_it_drops_less_than_expected()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(30), ("op2", 1_000_000), ("op3", 1));
        var later = Given.Now + MitigationRules.ReleaseAfter;
        given = Counted(given, later.AddSeconds(-30), ("op2", 2_000_000), ("op3", 2));

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), later).Events);
    }

    [Fact]
    public void Operators_that_are_dismissed_together_are_replaced_together()
    {
        var given = Given.Active("op2", "op3", "op4", "op5").Then(new MitigationCommand.Hear("op5", 1, EngagementState.Exhausted));
        given = given.Then(new MitigationCommand.Dismiss("op2", "stopped")).Then(new MitigationCommand.Dismiss("op3", "stopped"));

        // op5 ran out meanwhile; what is under way for the first is not taken any more.
        Assert.Equal((2, 3), (Assert.Single(Given.Rules.Due(given, Given.Now).OfType<MakePlan>()).Wave, given.Further));
        Assert.Empty(given.Decide(Wave(1, "op6")).Events);
        var found = given.Then(Wave(2, "op6", "op7"));
        Assert.Equal(["op2 2 withdraw", "op3 2 withdraw", "op6 1", "op7 1"], found.Sends());
        Assert.Equal(1, found.Missing);
    }

    [Fact]
    public void Operators_that_are_dismissed_while_everybody_is_planned_anew_are_missing_until_that_finds_others()
    {
        var later = Given.Now + MitigationRules.ReplanEvery;
        var given = Given.Active("op2", "op3", "op4").Then(new MitigationCommand.Tick(Late: ["op9"]), later);
        given = given.Then(new MitigationCommand.Dismiss("op2", "stopped"), later).Then(new MitigationCommand.Dismiss("op3", "stopped"), later);
        Assert.True(given is { Wave: 1, Missing: 2 });

        Assert.Equal(2, given.Then(Wave(1), later).Missing);
        Assert.Equal(1, given.Then(Wave(1, "op4", "op5") with { Value = new(2, 1, ImmutableSortedDictionary<string, double>.Empty) }, later).Missing);
        Assert.Equal(2, Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Then(Wave(1), later).Decide(new MitigationCommand.Tick(), later + MitigationRules.RecruitEvery).Events)).Further);
    }

    [Fact]
    public void Operator_that_is_dismissed_while_as_many_are_called_for_as_a_plan_may_ask_changes_nothing_of_that()
    {
        var given = Given.Active("op2", "op3") with { Wave = 1 };

        Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(given.Decide(new MitigationCommand.Dismiss("op2", "stopped")).Events));
    }

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
            Assert.Equal(["op2", "op3"], Except(given, at));
            given = given.Then(Wave(given.Wave, "op3"), at);
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

        Assert.Equal(["op2"], Except(given, at.AddMinutes(1)));
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
        var (given, at) = LetGo(Replans.Active(Replans.Request(1000, "198.51.100.1"), "op2", "op3"), Given.Now);
        var next = at + MitigationRules.ReplanEvery;

        var roused = Anew(given, news, next);

        Assert.Equal(asked ? ["op3"] : [], new[] { "op3" }.Except(Except(roused, next)));
    }

    [Fact]
    public void What_always_tells_something_new_does_not_have_it_ordered_and_withdrawn_all_the_time()
    {
        var (given, at) = (Replans.Active(Replans.Request(1000, "198.51.100.1"), "op2", "op3"), Given.Now);
        List<int> minutes = [];
        for (var round = 0; round < 6; round++)
        {
            (given, at) = LetGo(given, at);
            var since = at;
            do
            {
                at += MitigationRules.ReplanEvery;
                given = Anew(Renewed(given with { WeighedAt = default, PlannedAt = default }, at), "map", at);
                var free = !Except(given, at).Contains("op3");
                given = given.Then(Wave(given.Wave), at);
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

    [Fact]
    public void Nobody_is_missing_when_those_that_stand_suffice_and_who_is_silent_is_withdrawn()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var called = Given.Planned("op2", "op3", "op4").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Declined), late)
            .Then(new MitigationCommand.Tick(), late);
        Assert.Equal(2, called.Further);

        Assert.Equal(1, called.Then(Wave(1, "op5"), late).Missing);
        var enough = called.Then(Wave(1, "op5") with { Enough = true }, late);
        Assert.Equal((0, 0), (enough.Missing, enough.Fruitless));
        enough = enough.Then(new MitigationCommand.Hear("op5", 1, EngagementState.Active), late).Then(new MitigationCommand.Tick(), late.AddSeconds(1));
        Assert.Equal(["op2 2 withdraw"], enough.Sends(late.AddSeconds(1)));
    }

    [Fact]
    public void Silent_operator_that_answers_while_others_are_looked_for_in_its_place_is_not_missing()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var called = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late);

        Assert.Equal(0, called.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late).Then(Wave(1), late).Missing);
    }

    /// <summary>A plan for everybody anew is called for because of this.</summary>
    private static Mitigation Anew(Mitigation state, string news, DateTimeOffset at)
    {
        if (news is "sources" or "volume")
            state = state.Then(Given.Ask(news == "sources" ? Replans.Request(1000, "203.0.113.1") : Replans.Request(3000, "198.51.100.1"), at.AddSeconds(-30), "h2"), at.AddSeconds(-30));
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
                state = state.Then(Wave(state.Wave), at);

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
        state = (state with { Wave = state.Wave + 1, Further = 1, Anew = false }).Then(Wave(state.Wave + 1, "op3"), at);
        Assert.True(state.Engagements["op3"].Stands);
        return (state.Then(new MitigationCommand.Hear("op3", state.Engagements["op3"].Revision, EngagementState.Active), at), at);
    }

    private static Mitigation Renewed(Mitigation state, DateTimeOffset at) => state with
    {
        End = at.AddHours(1), Engagements = state.Engagements.SetItems(state.Engagements.Values.Where(g => g.Stands).Select(g => KeyValuePair.Create(g.Operator, g with { End = at.AddHours(1) })).ToArray()),
    };

    private static long Seconds(DateTimeOffset at) => (long)(at - Given.Now).TotalSeconds;

    private static string[] Except(Mitigation state, DateTimeOffset at) => [.. Assert.Single(Given.Rules.Due(state with { End = DateTimeOffset.MaxValue }, at).OfType<MakePlan>()).Except];

    private static MitigationCommand.Plan Wave(int wave, params string[] operators) => Given.Plan(1, operators) with { Wave = wave };

    private static Mitigation Counted(Mitigation state, DateTimeOffset at, params (string Operator, long Packets)[] dropped) => state.Then(
        new MitigationCommand.Count(
            dropped.ToImmutableSortedDictionary(d => d.Operator, d => new Count(1, Figures.Zero with { DroppedPackets = d.Packets }, Told: (long)(at - Given.Now).TotalSeconds), StringComparer.Ordinal),
            Figures.Zero),
        at);
}
