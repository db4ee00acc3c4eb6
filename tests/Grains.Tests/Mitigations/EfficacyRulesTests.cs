using Grains.Identity;
using Grains.Mitigations;
using Grains.Planning;

namespace Grains.Tests.Mitigations;

/// <summary>How the asker fares decides who helps further, and who no longer.</summary>
public sealed class EfficacyRulesTests
{
    private static readonly DateTimeOffset Later = Given.Now + MitigationRules.RecruitEvery;

    [Fact]
    public void Low_health_under_attack_calls_for_further_operators_beside_those_that_stand()
    {
        var state = Given.Active("op2").Then(Health(40), Later);

        var plan = Assert.Single(Given.Rules.Due(state, Later).OfType<MakePlan>());
        Assert.Equal((1, 1), (plan.Scope, plan.Wave));
        Assert.Equal(["op2"], plan.Except.AsEnumerable());
        var recruited = state.Then(Wave(1, 1, "op2", "op3"), Later);
        Assert.Equal(1, recruited.Engagements["op2"].Revision);
        Assert.Equal(EngagementState.Active, recruited.Engagements["op2"].State);
        Assert.Equal(["op3 1"], recruited.Sends(Later));
        Assert.Empty(Given.Rules.Due(recruited, Later).OfType<MakePlan>());
    }

    [Fact]
    public void Word_that_the_attack_is_over_is_not_about_another_target()
    {
        var over = Given.Active("op2").Then(Health(100, over: true));
        Assert.True(over.AttackOver);

        var moved = over.Then(Given.Ask(Given.Request("192.0.2.2"), Given.Now, "h2"), Later);

        Assert.Equal((2, false, Later), (moved.Scope, moved.AttackOver, moved.ResumedAt));
    }

    [Fact]
    public void Plan_that_finds_nobody_further_is_not_made_again_at_once()
    {
        var state = Given.Active("op2").Then(Health(40), Later).Then(Wave(1, 1), Later);

        Assert.Empty(Given.Rules.Due(state, Later).OfType<MakePlan>());
        Assert.DoesNotContain(state.Decide(Health(30), Later).Events, e => e is MitigationEvent.Recruiting);
        Assert.Contains(state.Decide(Health(30), Later + MitigationRules.RecruitEvery).Events, e => e is MitigationEvent.Recruiting);
    }

    [Fact]
    public void Once_as_many_are_engaged_as_may_be_low_health_calls_for_nobody_until_one_of_them_is_gone()
    {
        var state = Given.Active("op2", "op3").Then(Health(40), Later).Then(Wave(1, 1) with { Full = true }, Later);
        var next = Later + MitigationRules.RecruitEvery;

        Assert.Equal((2, 0), (state.FullWith, state.Fruitless));
        Assert.DoesNotContain(state.Decide(Health(30), next).Events, e => e is MitigationEvent.Recruiting);
        var gone = state.Then(new MitigationCommand.Hear("op3", 1, EngagementState.Released), next);
        Assert.Contains(gone.Decide(Health(30), next).Events, e => e is MitigationEvent.Recruiting);
        Assert.Null(gone.Then(Health(30), next).Then(Wave(1, 2, "op4"), next).FullWith);
    }

    [Fact]
    public void Who_does_not_answer_takes_the_place_of_nobody_that_low_health_calls_for()
    {
        var state = Given.Active("op2", "op3").Then(Health(40), Later).Then(Wave(1, 1, "op4"), Later);
        Assert.Empty(Question(state, Later).Silent);

        var silent = Later + MitigationRules.RecruitEvery;
        Assert.Equal((3, "op4", 2), (Question(state, silent).Standing.Count, Assert.Single(Question(state, silent).Silent), Question(state, silent).Engaged));
        var full = state.Then(Health(30), silent).Then(Wave(1, 2) with { Full = true }, silent);
        Assert.Equal(2, full.FullWith);

        // Whose earlier filter is known to be in force has a place until it ends, whether it answers the refresh or not.
        var refreshed = Given.Active("op2").Then(Given.Ask(date: Later, hash: "h2"), Later);
        Assert.Empty(Question(refreshed, silent).Silent);

        PlanQuestion Question(Mitigation mitigation, DateTimeOffset at) => PlanQuestions.Of(Given.Key, mitigation, new(1, 1, []), mitigation.Request!, [], at);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(90, false)]
    [InlineData(10, true)]
    public void Healthy_asker_or_one_whose_attack_is_over_gets_nobody_further(int health, bool over) =>
        Assert.DoesNotContain(Given.Active("op2").Decide(Health(health, over), Later).Events, e => e is MitigationEvent.Recruiting);

    [Fact]
    public void Who_declined_or_was_paused_is_left_out_and_who_let_go_may_be_asked_again()
    {
        var state = Given.Planned("op2", "op3", "op4")
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined, DeclineCode.Policy))
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Released))
            .Then(Health(40), Later);

        Assert.Equal(["op2", "op4"], Assert.Single(Given.Rules.Due(state, Later).OfType<MakePlan>()).Except.AsEnumerable());
        Assert.Equal(["op3 2", "op4 1"], state.Then(Wave(1, 1, "op2", "op3"), Later).Sends(Later));
    }

    [Fact]
    public void Plan_for_an_earlier_call_or_another_scope_is_not_taken()
    {
        var state = Given.Active("op2").Then(Health(40), Later);

        Assert.Empty(state.Decide(Wave(1, 0, "op3"), Later).Events);
        Assert.Empty(state.Decide(Wave(2, 1, "op3"), Later).Events);
        Assert.Empty(state.Then(Wave(1, 1, "op3"), Later).Decide(Wave(1, 1, "op4"), Later).Events);
    }

    [Fact]
    public void Health_that_falls_by_twenty_since_its_beginning_pauses_the_newest_engagement_only()
    {
        var state = Given.Planned("op2", "op3").Then(Health(80))
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active))
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active), Given.Now.AddSeconds(5));

        Assert.DoesNotContain(state.Decide(Health(61), Later).Events, e => e is MitigationEvent.Paused);
        var paused = state.Then(Health(60), Later);

        Assert.Equal(["op3 2 withdraw"], paused.Sends(Later));
        Assert.True(paused.Engagements["op3"].Paused);
        Assert.Equal(EngagementState.Active, paused.Engagements["op2"].State);
        Assert.DoesNotContain(paused.Decide(Health(59), Later).Events, e => e is MitigationEvent.Paused);
        Assert.Equal(["op2 2 withdraw", "op3 2 withdraw"], paused.Then(Health(40), Later).Sends(Later));
    }

    [Fact]
    public void Fall_is_measured_from_the_first_health_told_when_none_was_known()
    {
        var state = Given.Active("op2").Then(Health(90), Later);

        Assert.Equal(90, state.Engagements["op2"].HealthBefore);
        Assert.Contains(state.Decide(Health(70), Later).Events, e => e is MitigationEvent.Paused { Operator: "op2", Before: 90, Health: 70 });
    }

    [Fact]
    public void Fall_is_measured_from_the_health_in_the_request_itself()
    {
        var state = Mitigation.None.Then(Given.Ask(Given.Request() with { Health = 80 })).Then(Given.Plan(1, "op2")).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active));

        Assert.Equal(80, state.Engagements["op2"].HealthBefore);
        Assert.DoesNotContain(state.Decide(Health(61), Later).Events, e => e is MitigationEvent.Paused);
        Assert.Contains(state.Decide(Health(60), Later).Events, e => e is MitigationEvent.Paused { Operator: "op2", Before: 80, Health: 60 });
    }

    [Fact]
    public void Health_that_a_refresh_tells_pauses_too_before_the_others_are_asked_again()
    {
        var state = Mitigation.None.Then(Given.Ask(Given.Request() with { Health = 80 })).Then(Given.Plan(1, "op2", "op3"))
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active), Given.Now.AddSeconds(5));

        Assert.DoesNotContain(state.Decide(Tells(61), Later).Events, e => e is MitigationEvent.Paused);
        var told = state.Then(Tells(60), Later);

        Assert.Equal(["op2 2", "op3 2 withdraw"], told.Sends(Later));
        Assert.True(told is { Health: 60, Runs: true } && told.Engagements["op3"].Paused);
        Assert.Equal(60, told.Engagements["op2"].HealthBefore);
        var match = Given.Request().Match;
        var narrower = Given.Request() with { Match = new() { Destinations = match.Destinations, Protocols = match.Protocols, SourcePorts = match.SourcePorts, PacketLengths = [new(400, 500)] } };
        Assert.Equal(["op2 2", "op3 2 withdraw"], state.Then(Tells(60, narrower), Later).Sends(Later));
    }

    [Fact]
    public void Refresh_that_only_repeats_its_health_or_is_older_than_efficacy_tells_none()
    {
        var better = Mitigation.None.Then(Given.Ask(Given.Request() with { Health = 60 })).Then(Given.Plan(1, "op2")).Then(Health(100, date: Later), Later)
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), Later);

        foreach (var refresh in new[] { Tells(60, date: Later.AddSeconds(1)), Tells(30, date: Later.AddSeconds(-1)) })
        {
            Assert.DoesNotContain(better.Decide(refresh, Later.AddSeconds(1)).Events, e => e is MitigationEvent.Paused);
            Assert.Equal(100, better.Then(refresh, Later.AddSeconds(1)).Health);
        }
    }

    [Fact]
    public void Fall_is_measured_from_the_first_health_also_where_a_refresh_tells_it()
    {
        var state = Given.Active("op2").Then(Tells(90), Later).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Later);

        Assert.Contains(state.Decide(Health(70, date: Later), Later).Events, e => e is MitigationEvent.Paused { Operator: "op2", Before: 90, Health: 70 });
    }

    [Fact]
    public void End_without_an_acknowledgement_is_closed_and_accounted_for_all_the_same()
    {
        var ended = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1")).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended));

        Assert.Equal(MitigationPhase.Closed, ended.Phase);
        Assert.True(ended.Then(new MitigationCommand.Settle(), Given.Now.AddSeconds(300)).Settled);
        Assert.Null(ended.AcknowledgedAt);
    }

    [Fact]
    public void Refresh_does_not_forget_the_health_from_which_the_fall_is_measured()
    {
        var state = Given.Planned("op2").Then(Health(80)).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active)).Then(Health(65))
            .Then(Given.Ask(date: Later, hash: "h2"), Later)
            .Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Later);

        Assert.Contains(state.Decide(Health(60), Later).Events, e => e is MitigationEvent.Paused);
    }

    [Fact]
    public void Older_repeated_or_late_efficacy_changes_nothing()
    {
        var state = Given.Active("op2").Then(Health(70, date: Later), Later);

        Assert.Empty(state.Decide(Health(20, date: Given.Now), Later).Events);
        Assert.Empty(state.Decide(Health(70, date: Later), Later).Events);
        Assert.Empty(state.Then(new MitigationCommand.Withdraw("op1"), Later).Decide(Health(20, date: Later.AddSeconds(1)), Later).Events);
        Assert.Equal("not-found", Mitigation.None.Decide(Health(20)).Refusal!.Code);
    }

    [Fact]
    public void Mitigation_with_nobody_left_looks_for_others_with_growing_pauses()
    {
        var alone = Given.Planned("op2").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released));

        Assert.Empty(alone.Decide(new MitigationCommand.Tick(), Later.AddSeconds(-1)).Events);
        var first = alone.Then(new MitigationCommand.Tick(), Later).Then(Wave(1, 1), Later);
        Assert.Empty(first.Decide(new MitigationCommand.Tick(), Later + MitigationRules.RecruitEvery - TimeSpan.FromSeconds(1)).Events);
        var second = first.Then(new MitigationCommand.Tick(), Later + MitigationRules.RecruitEvery).Then(Wave(1, 2), Later + MitigationRules.RecruitEvery);
        Assert.Empty(second.Decide(new MitigationCommand.Tick(), Later + (MitigationRules.RecruitEvery * 2)).Events);
        Assert.Contains(second.Decide(new MitigationCommand.Tick(), Later + (MitigationRules.RecruitEvery * 3)).Events, e => e is MitigationEvent.Recruiting);
    }

    [Fact]
    public void End_is_acknowledged_once_and_only_after_it()
    {
        var acknowledge = new MitigationCommand.Acknowledge(new Principal("op1", "key"));

        Assert.Empty(Given.Active("op2").Decide(acknowledge).Events);
        var ended = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1")).Then(acknowledge, Later);
        Assert.Equal(Later, ended.AcknowledgedAt);
        Assert.Empty(ended.Decide(acknowledge).Events);
        Assert.Equal("not-found", Mitigation.None.Decide(acknowledge).Refusal!.Code);
    }

    private static MitigationCommand.Efficacy Health(int health, bool over = false, DateTimeOffset? date = null) => new(new Principal("op1", "key"), date ?? Given.Now, over, health, 50);

    /// <summary>A refresh that tells of how the asker fares.</summary>
    private static MitigationCommand.Ask Tells(int health, HelpRequest? request = null, DateTimeOffset? date = null) =>
        Given.Ask((request ?? Given.Request()) with { Health = health }, date ?? Later, $"h{health}");

    private static MitigationCommand.Plan Wave(int scope, int wave, params string[] operators) => Given.Plan(scope, operators) with { Wave = wave };
}
