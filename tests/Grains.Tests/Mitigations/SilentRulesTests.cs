using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>Who does not answer is replaced, and withdrawn once another stands in its place.</summary>
public sealed class SilentRulesTests
{
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
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late).Then(Given.Wave(1, "op4"), late);
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
        Assert.Equal(["op2", "op3", "op4"], given.Excepted(rested.AddSeconds(-1)));
        Assert.Equal(["op3", "op4"], given.Excepted(rested));
    }

    [Fact]
    public void Silent_operator_that_answers_before_the_other_keeps_its_place()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late).Then(Given.Wave(1, "op4"), late);

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
        given = others.Aggregate(given.Then(Given.Wave(1, others), late), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active), late)).Then(new MitigationCommand.Tick(), late.AddSeconds(1));

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
        given = given.Then(new MitigationCommand.Tick(), again).Then(Given.Wave(1, "op2"), again);
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
        var given = Given.Planned("op2").Then(new MitigationCommand.Tick(), late).Then(Given.Wave(1), late);
        Assert.Empty(given.Decide(new MitigationCommand.Tick(), (late + MitigationRules.RecruitEvery).AddSeconds(-1)).Events);

        Assert.Equal("nobody filters", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), late + MitigationRules.RecruitEvery).Events)).Why);
    }

    [Fact]
    public void Nobody_is_missing_when_those_that_stand_suffice_and_who_is_silent_is_withdrawn()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var called = Given.Planned("op2", "op3", "op4").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Declined), late)
            .Then(new MitigationCommand.Tick(), late);
        Assert.Equal(2, called.Further);

        Assert.Equal(1, called.Then(Given.Wave(1, "op5"), late).Missing);
        var enough = called.Then(Given.Wave(1, "op5") with { Enough = true }, late);
        Assert.Equal((0, 0), (enough.Missing, enough.Fruitless));
        enough = enough.Then(new MitigationCommand.Hear("op5", 1, EngagementState.Active), late).Then(new MitigationCommand.Tick(), late.AddSeconds(1));
        Assert.Equal(["op2 2 withdraw"], enough.Sends(late.AddSeconds(1)));
    }

    [Fact]
    public void Silent_operator_that_answers_while_others_are_looked_for_in_its_place_is_not_missing()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var called = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late);

        Assert.Equal(0, called.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late).Then(Given.Wave(1), late).Missing);
    }
}
