using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

public sealed class MitigationRulesTests
{
    [Fact]
    public void First_request_is_accepted_and_wants_a_plan()
    {
        var state = Given.Accepted();

        Assert.Equal(MitigationPhase.Accepted, state.Phase);
        Assert.Equal(Given.Now + TimeSpan.FromHours(1), state.End);
        Assert.Equal([new MakePlan(1, 0, [])], Given.Rules.Due(state, Given.Now));
    }

    [Theory]
    [InlineData(10, 300)]
    [InlineData(300, 300)]
    [InlineData(7200, 7200)]
    [InlineData(100_000_000, 604_800)]
    public void Lifetime_is_clamped(int wanted, int granted) =>
        Assert.Equal(Given.Now.AddSeconds(granted), Given.Accepted(TimeSpan.FromSeconds(wanted)).End);

    [Fact]
    public void Plan_is_the_intent_of_all_engagements_at_once()
    {
        var state = Given.Planned("op2", "op3");

        Assert.Equal(["op2 1", "op3 1"], state.Sends());
        Assert.All(state.Engagements.Values, e => Assert.Equal(state.End, e.End));
    }

    [Fact]
    public void Plan_for_an_older_scope_is_not_taken() => Assert.Empty(Given.Planned("op2").Decide(Given.Plan(1, "op3")).Events);

    [Fact]
    public void Retry_with_the_same_date_and_body_changes_nothing() => Assert.Empty(Given.Active("op2").Decide(Given.Ask()).Events);

    [Fact]
    public void Older_request_changes_nothing() =>
        Assert.Empty(Given.Active("op2").Decide(Given.Ask(Given.Request("192.0.2.2"), Given.Now.AddSeconds(-1), "h2")).Events);

    [Fact]
    public void Equal_date_with_another_body_counts_in_order_of_arrival() =>
        Assert.IsType<MitigationEvent.Rescoped>(Assert.Single(Given.Active("op2").Decide(Given.Ask(Given.Request("192.0.2.2"), Given.Now, "h2")).Events));

    [Fact]
    public void Refresh_moves_the_end_as_the_next_revision_of_every_standing_order()
    {
        var state = Given.Active("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined, DeclineCode.Policy));

        var refreshed = state.Then(Given.Ask(date: Given.Now.AddSeconds(60), hash: "h2"), Given.Now.AddSeconds(60));

        Assert.Equal(["op2 2"], refreshed.Sends(Given.Now.AddSeconds(60)));
        Assert.Equal(Given.Now.AddSeconds(3660), refreshed.Engagements["op2"].End);
        Assert.Equal(1, refreshed.Engagements["op3"].Revision);
    }

    [Fact]
    public void Status_does_not_claim_a_refreshed_order_before_it_is_answered()
    {
        var state = Given.Active("op2").Then(Given.Ask(date: Given.Now.AddSeconds(60), hash: "h2"), Given.Now.AddSeconds(60));

        Assert.Equal(EngagementState.Intended, state.Engagements["op2"].State);
    }

    [Fact]
    public void Change_of_scope_plans_again_and_withdraws_who_is_left_out()
    {
        var state = Given.Active("op2", "op3").Then(Given.Ask(Given.Request() with { Policy = "broadcast" }, Given.Now.AddSeconds(1), "h2"));
        Assert.Contains(new MakePlan(2, 0, []), Given.Rules.Due(state, Given.Now));

        var planned = state.Then(Given.Plan(2, "op3", "op4"));

        Assert.Equal(["op2 2 withdraw", "op3 2", "op4 1"], planned.Sends());
    }

    [Fact]
    public void Answer_to_a_replaced_order_changes_nothing()
    {
        var state = Given.Active("op2").Then(Given.Ask(date: Given.Now.AddSeconds(1), hash: "h2"));

        Assert.Empty(state.Decide(new MitigationCommand.Hear("op2", 1, EngagementState.Ended)).Events);
    }

    [Fact]
    public void Answer_that_a_report_overtook_changes_nothing() =>
        Assert.Empty(Given.Active("op2").Decide(new MitigationCommand.Hear("op2", 1, EngagementState.Accepted)).Events);

    [Fact]
    public void Report_of_who_was_not_asked_is_refused() =>
        Assert.Equal("not-asked", Given.Active("op2").Decide(new MitigationCommand.Hear("op9", 1, EngagementState.Active)).Refusal?.Code);

    [Fact]
    public void Report_of_a_revision_never_sent_is_refused() =>
        Assert.Equal("unknown-revision", Given.Active("op2").Decide(new MitigationCommand.Hear("op2", 7, EngagementState.Active)).Refusal?.Code);

    [Fact]
    public void Withdrawal_goes_to_everyone_ever_asked()
    {
        var state = Given.Planned("op2", "op3", "op4")
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active))
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined, DeclineCode.Capacity))
            .Then(new MitigationCommand.Withdraw("op1"));

        Assert.Equal(["op2 2 withdraw", "op3 2 withdraw", "op4 2 withdraw"], state.Sends());
        Assert.Equal(MitigationPhase.Withdrawing, state.Phase);
    }

    [Fact]
    public void Withdrawal_is_sent_until_the_controller_says_that_nothing_is_left()
    {
        var state = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1")).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Accepted));
        Assert.Equal(["op2 2 withdraw"], state.Sends());

        var ended = state.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended));

        Assert.Empty(ended.Sends());
        Assert.Equal(MitigationPhase.Closed, ended.Phase);
    }

    [Fact]
    public void Withdrawal_of_the_unreachable_is_over_when_its_end_has_passed_for_certain()
    {
        var state = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1"));
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), state.LastEnd).Events);
        Assert.Empty(state.Sends(state.LastEnd));

        Assert.Equal(MitigationPhase.Closed, state.Then(new MitigationCommand.Tick(), state.LastEnd + Given.Lifetimes.Skew).Phase);
    }

    [Fact]
    public void Withdrawing_again_changes_nothing()
    {
        var state = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1"));

        Assert.Empty(state.Decide(new MitigationCommand.Withdraw("op1")).Events);
    }

    [Fact]
    public void Withdrawal_of_what_was_never_accepted_is_refused() =>
        Assert.Equal("not-found", Mitigation.None.Decide(new MitigationCommand.Withdraw("op1")).Refusal?.Code);

    [Fact]
    public void Unrefreshed_mitigation_ends_at_its_end()
    {
        var state = Given.Active("op2");
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), state.End.AddTicks(-1)).Events);

        var ended = state.Then(new MitigationCommand.Tick(), state.End);

        Assert.Equal(EndReason.Expired, ended.EndReason);
        Assert.False(ended.Runs);
    }

    [Fact]
    public void Ended_mitigation_is_never_revived()
    {
        var state = Given.Active("op2").Then(new MitigationCommand.Withdraw("op1")).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended));

        Assert.Empty(state.Decide(Given.Ask(date: Given.Now.AddHours(1), hash: "h9"), Given.Now.AddHours(1)).Events);
    }

    [Fact]
    public void Request_that_comes_after_the_end_does_not_revive()
    {
        var state = Given.Active("op2");

        var late = state.Then(Given.Ask(date: state.End.AddSeconds(5), hash: "h9"), state.End.AddSeconds(5));

        Assert.Equal(EndReason.Expired, late.EndReason);
    }

    [Fact]
    public void Indefinite_mitigation_stands_on_orders_of_a_day_that_are_renewed()
    {
        var state = Given.Accepted(TimeSpan.Zero).Then(Given.Plan(1, "op2")).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active));
        Assert.Equal(DateTimeOffset.MaxValue, state.End);
        Assert.Equal(Given.Now.AddHours(24), state.Engagements["op2"].End);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), Given.Now.AddHours(7)).Events);

        var renewed = state.Then(new MitigationCommand.Tick(), Given.Now.AddHours(8));

        Assert.Equal(Given.Now.AddHours(32), renewed.Engagements["op2"].End);
        Assert.Equal(["op2 2"], renewed.Sends(Given.Now.AddHours(8)));
    }

    [Fact]
    public void Mitigation_of_two_days_stands_on_orders_of_a_day_that_are_renewed_to_its_end()
    {
        var state = Given.Accepted(TimeSpan.FromHours(48)).Then(Given.Plan(1, "op2")).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active));
        Assert.Equal(Given.Now.AddHours(24), state.Engagements["op2"].End);

        var renewed = state;
        for (var hour = 8; hour < 48; hour += 8)
        {
            renewed = renewed.Then(new MitigationCommand.Tick(), Given.Now.AddHours(hour));
            renewed = renewed.Then(new MitigationCommand.Hear("op2", renewed.Engagements["op2"].Revision, EngagementState.Active));
        }

        Assert.Equal(Given.Now.AddHours(48), renewed.Engagements["op2"].End);
        Assert.Equal(4, renewed.Engagements["op2"].Revision);
    }
}
