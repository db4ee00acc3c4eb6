using System.Collections.Immutable;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>Who was asked and does not help brings in the next operators.</summary>
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
        var recruited = recruiting.Then(Given.Wave(1, "op4"), Soon);
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
        var recruited = given.Then(new MitigationCommand.Tick(), Soon).Then(Given.Wave(1, "op5"), Soon).Then(new MitigationCommand.Hear("op5", 1, EngagementState.Declined), Soon);
        Assert.Empty(recruited.Decide(new MitigationCommand.Tick(), (Soon + MitigationRules.RecruitEvery).AddSeconds(-1)).Events);
        Assert.Single(recruited.Decide(new MitigationCommand.Tick(), Soon + MitigationRules.RecruitEvery).Events.OfType<MitigationEvent.Recruiting>());
    }

    [Fact]
    public void Operators_that_are_dismissed_together_are_replaced_together()
    {
        var given = Given.Active("op2", "op3", "op4", "op5").Then(new MitigationCommand.Hear("op5", 1, EngagementState.Exhausted));
        given = given.Then(new MitigationCommand.Dismiss("op2", "stopped")).Then(new MitigationCommand.Dismiss("op3", "stopped"));

        // op5 ran out meanwhile; what is under way for the first is not taken any more.
        Assert.Equal((2, 3), (Assert.Single(Given.Rules.Due(given, Given.Now).OfType<MakePlan>()).Wave, given.Further));
        Assert.Empty(given.Decide(Given.Wave(1, "op6")).Events);
        var found = given.Then(Given.Wave(2, "op6", "op7"));
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

        Assert.Equal(2, given.Then(Given.Wave(1), later).Missing);
        Assert.Equal(1, given.Then(Given.Wave(1, "op4", "op5") with { Value = new(2, 1, ImmutableSortedDictionary<string, double>.Empty) }, later).Missing);
        Assert.Equal(2, Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Then(Given.Wave(1), later).Decide(new MitigationCommand.Tick(), later + MitigationRules.RecruitEvery).Events)).Further);
    }

    [Fact]
    public void Operator_that_is_dismissed_while_as_many_are_called_for_as_a_plan_may_ask_changes_nothing_of_that()
    {
        var given = Given.Active("op2", "op3") with { Wave = 1 };

        Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(given.Decide(new MitigationCommand.Dismiss("op2", "stopped")).Events));
    }
}
