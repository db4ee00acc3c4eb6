using Controller.Orders;
using Dots.Mechanism;
using Storage.Shells;

namespace Controller.Tests.Orders;

public sealed class OrderRulesTests
{
    private static readonly OrderRules Rules = new();

    /// <summary>Every state, met by every command: phase, what is reported, revision afterwards.</summary>
    [Theory]
    [InlineData("None", "order 1", "Accepted Accepted 1")]
    [InlineData("None", "decline 1", "Over Declined 1")]
    [InlineData("None", "withdraw 2", "Over Ended 2")]
    [InlineData("None", "applied 0", "None Ended 0")]
    [InlineData("None", "vanished 0", "None Ended 0")]
    [InlineData("None", "refused 0", "None Ended 0")]
    [InlineData("None", "taken-out 0", "None Ended 0")]
    [InlineData("None", "release", "None Ended 0")]
    [InlineData("None", "late", "None Ended 0")]

    [InlineData("Accepted", "order 1", "Accepted Accepted 1")]
    [InlineData("Accepted", "other 1", "Accepted Accepted 1")]
    [InlineData("Accepted", "order 2", "Accepted Accepted 2")]
    [InlineData("Accepted", "other 2", "Accepted Accepted 2")]
    [InlineData("Accepted", "decline 2", "Ending Declined 2")]
    [InlineData("Accepted", "withdraw 1", "Accepted Accepted 1")]
    [InlineData("Accepted", "withdraw 2", "Ending Accepted 2")]
    [InlineData("Accepted", "applied 1", "Active Active 1")]
    [InlineData("Accepted", "applied 9", "Accepted Accepted 1")]
    [InlineData("Accepted", "vanished 1", "Accepted Accepted 1")]
    [InlineData("Accepted", "refused 1", "Ending Declined 1")]
    [InlineData("Accepted", "refused 9", "Accepted Accepted 1")]
    [InlineData("Accepted", "taken-out 1", "Accepted Accepted 1")]
    [InlineData("Accepted", "release", "Accepted Accepted 1")]
    [InlineData("Accepted", "tick", "Accepted Accepted 1")]
    [InlineData("Accepted", "late", "Ending Accepted 1")]

    [InlineData("Active", "order 1", "Active Active 1")]
    [InlineData("Active", "order 2", "Active Active 2")]
    [InlineData("Active", "other 2", "Accepted Accepted 2")]
    [InlineData("Active", "decline 2", "Ending Declined 2")]
    [InlineData("Active", "withdraw 2", "Ending Active 2")]
    [InlineData("Active", "applied 1", "Active Active 1")]
    [InlineData("Active", "vanished 1", "Accepted Accepted 1")]
    [InlineData("Active", "vanished 9", "Active Active 1")]
    [InlineData("Active", "refused 1", "Ending Active 1")]
    [InlineData("Active", "taken-out 1", "Active Active 1")]
    [InlineData("Active", "release", "Ending Active 1")]
    [InlineData("Active", "tick", "Active Active 1")]
    [InlineData("Active", "late", "Ending Active 1")]

    [InlineData("Ending", "order 1", "Ending Active 2")]
    [InlineData("Ending", "order 2", "Ending Active 2")]
    [InlineData("Ending", "order 3", "Accepted Accepted 3")]
    [InlineData("Ending", "decline 3", "Ending Declined 3")]
    [InlineData("Ending", "withdraw 2", "Ending Active 2")]
    [InlineData("Ending", "withdraw 3", "Ending Active 3")]
    [InlineData("Ending", "applied 1", "Ending Active 2")]
    [InlineData("Ending", "refused 1", "Ending Active 2")]
    [InlineData("Ending", "vanished 1", "Ending Active 2")]
    [InlineData("Ending", "taken-out 1", "Over Ended 2")]
    [InlineData("Ending", "taken-out 9", "Ending Active 2")]
    [InlineData("Ending", "release", "Ending Active 2")]
    [InlineData("Ending", "late", "Ending Active 2")]

    [InlineData("Ended", "order 1", "Over Ended 2")]
    [InlineData("Ended", "order 2", "Over Ended 2")]
    [InlineData("Ended", "order 3", "Accepted Accepted 3")]
    [InlineData("Ended", "withdraw 2", "Over Ended 2")]
    [InlineData("Ended", "withdraw 3", "Over Ended 3")]
    [InlineData("Ended", "applied 1", "Over Ended 2")]
    [InlineData("Ended", "taken-out 1", "Over Ended 2")]
    [InlineData("Ended", "late", "Over Ended 2")]

    [InlineData("Declined", "order 1", "Over Declined 1")]
    [InlineData("Declined", "order 2", "Accepted Accepted 2")]
    [InlineData("Declined", "withdraw 2", "Over Ended 2")]
    [InlineData("Declined", "late", "Over Declined 1")]

    [InlineData("Released", "order 1", "Over Released 1")]
    [InlineData("Released", "order 2", "Accepted Accepted 2")]
    [InlineData("Released", "withdraw 2", "Over Ended 2")]

    [InlineData("Tombstone", "order 1", "Over Ended 2")]
    [InlineData("Tombstone", "order 2", "Over Ended 2")]
    [InlineData("Tombstone", "order 3", "Accepted Accepted 3")]
    [InlineData("Tombstone", "withdraw 2", "Over Ended 2")]
    [InlineData("None", "needs 1", "Waiting Accepted 1")]
    [InlineData("None", "stop", "None Ended 0")]

    [InlineData("Waiting", "order 1", "Waiting Accepted 1")]
    [InlineData("Waiting", "order 2", "Accepted Accepted 2")]
    [InlineData("Waiting", "needs 2", "Waiting Accepted 2")]
    [InlineData("Waiting", "decline 2", "Over Declined 2")]
    [InlineData("Waiting", "withdraw 2", "Over Ended 2")]
    [InlineData("Waiting", "applied 1", "Waiting Accepted 1")]
    [InlineData("Waiting", "release", "Waiting Accepted 1")]
    [InlineData("Waiting", "approve", "Accepted Accepted 1")]
    [InlineData("Waiting", "by-hand", "Over Declined 1")]
    [InlineData("Waiting", "stop", "Over Declined 1")]
    [InlineData("Waiting", "tick", "Waiting Accepted 1")]
    [InlineData("Waiting", "late", "Over Ended 1")]

    [InlineData("Accepted", "needs 2", "Accepted Accepted 2")]
    [InlineData("Accepted", "by-hand", "Ending Declined 1")]
    [InlineData("Accepted", "stop", "Ending Declined 1")]
    [InlineData("Active", "needs 2", "Active Accepted 2")]
    [InlineData("Active", "by-hand", "Ending Declined 1")]
    [InlineData("Active", "stop", "Ending Declined 1")]
    [InlineData("Ending", "needs 3", "Ending Accepted 3")]
    [InlineData("Ending", "stop", "Ending Active 2")]
    [InlineData("Ended", "needs 3", "Waiting Accepted 3")]
    [InlineData("Ended", "stop", "Over Ended 2")]
    [InlineData("Declined", "needs 2", "Waiting Accepted 2")]

    [InlineData("ByHand", "order 2", "Over Declined 2")]
    [InlineData("ByHand", "needs 2", "Over Declined 2")]
    [InlineData("ByHand", "withdraw 2", "Over Ended 2")]
    public void Order_moves(string from, string command, string expected)
    {
        var (said, now) = Command(command);

        var state = Given.Of(from).Then(said, now);

        Assert.Equal(expected, $"{state.Phase} {state.Reported} {state.Revision}");
    }

    [Fact]
    public void Same_revision_again_changes_nothing_whatever_it_says() =>
        Assert.Equal(Given.Active, Given.Active.Then(Given.Receive(1, Given.OtherTerms, Given.End.AddHours(1))));

    [Fact]
    public void Refresh_moves_the_end_and_does_not_ask_the_mitigator_again()
    {
        var state = Given.Active.Then(Given.Receive(2, end: Given.End.AddHours(2)));

        Assert.Equal((2, 1, Given.End.AddHours(2)), (state.Revision, state.TermsRevision, state.NotAfter));
        Assert.DoesNotContain(Rules.Due(state, Given.Now), e => e is OrderEffect.Apply);
    }

    [Fact]
    public void Better_estimates_of_what_is_expected_are_a_refresh_and_other_sources_lists_and_paths_are_not()
    {
        var active = HeldOrder.None.Then(Given.Receive(1, Besides(b => b))).Then(new OrderCommand.Applied(1));
        OrderPhase After(Func<EngagementOrder, EngagementOrder> change) => active.Then(Given.Receive(2, Besides(b => change(b) with { Revision = 2 }))).Phase;

        Assert.Equal(OrderPhase.Active, After(b => b with { Share = 0.5, Sources = [b.Sources[0] with { Bps = 9 }] }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { Sources = [] }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { AcceptList = [] }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { AcceptList = [b.AcceptList[0] with { SourcePorts = [] }] }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { DropList = [] }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { TunnelInformation = null }));
        Assert.Equal(OrderPhase.Accepted, After(b => b with { NextHop = null }));
    }

    [Fact]
    public void Refresh_while_the_mitigator_works_keeps_the_answer_it_will_give() =>
        Assert.Equal(OrderPhase.Active, Given.Accepted.Then(Given.Receive(2)).Then(new OrderCommand.Applied(1)).Phase);

    [Fact]
    public void Answer_about_replaced_terms_does_not_make_the_new_ones_active() =>
        Assert.Equal(OrderPhase.Accepted, Given.Active.Then(Given.Receive(2, Given.OtherTerms)).Then(new OrderCommand.Applied(1)).Phase);

    [Fact]
    public void Filter_of_an_order_that_is_declined_later_is_taken_out_first()
    {
        var state = Given.Active.Then(Given.Decline(2));

        Assert.Contains(new OrderEffect.TakeOut(Given.Engagement, 1), Rules.Due(state, Given.Now));
        Assert.Equal("Over Declined", Show(state.Then(new OrderCommand.TakenOut(1))));
    }

    [Fact]
    public void Filter_stands_until_its_end_and_not_a_moment_longer()
    {
        Assert.Equal(OrderPhase.Active, Given.Active.Then(new OrderCommand.Tick(), Given.End.AddTicks(-1)).Phase);
        Assert.Equal(OrderPhase.Ending, Given.Active.Then(new OrderCommand.Tick(), Given.End).Phase);
        Assert.DoesNotContain(Rules.Due(Given.Accepted, Given.End), e => e is OrderEffect.Apply);
    }

    [Theory]
    [InlineData(-1, "Accepted Accepted")]
    [InlineData(0, "Over Ended")]
    [InlineData(59, "Over Ended")]
    public void Order_is_not_carried_out_once_its_end_passed_by_the_own_clock(int secondsAfter, string expected) =>
        Assert.Equal(expected, Show(HeldOrder.None.Then(Given.Receive(1), Given.End.AddSeconds(secondsAfter))));

    [Fact]
    public void Newer_order_that_comes_too_late_ends_what_stands() =>
        Assert.Equal("Ending Active", Show(Given.Active.Then(Given.Receive(2, end: Given.Now))));

    [Fact]
    public void Everything_heard_of_is_remembered_past_the_latest_end_by_the_skew()
    {
        var shortened = Given.Active.Then(Given.Receive(2, end: Given.Now.AddMinutes(1)));

        Assert.Equal(Given.End + OrderRules.Skew, shortened.RememberUntil);
        Assert.Equal(Given.Now.AddHours(24).AddSeconds(120), Given.Tombstone.RememberUntil);
    }

    [Fact]
    public void Order_longer_than_a_day_is_declined() =>
        Assert.Equal("Over Declined", Show(HeldOrder.None.Then(Given.Receive(1, end: Given.Now.AddHours(24).AddSeconds(61)))));

    [Fact]
    public void Engagement_cannot_change_its_mitigation()
    {
        Assert.Equal("other-alert", Rules.Decide(Given.Active, Given.Receive(2, alert: "a2"), Given.Now).Refusal?.Code);
        Assert.Equal("other-alert", Rules.Decide(Given.Active, Given.Withdraw(2, "a2"), Given.Now).Refusal?.Code);
    }

    [Theory]
    [InlineData("None", "")]
    [InlineData("Accepted", "Apply Report")]
    [InlineData("Active", "Report")]
    [InlineData("Ending", "TakeOut Report")]
    [InlineData("Ended", "Report")]
    [InlineData("Declined", "Report")]
    [InlineData("Waiting", "Report")]
    public void What_is_due_follows_from_the_state_alone(string state, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rules.Due(Given.Of(state), Given.Now).Select((Effect e) => e.GetType().Name)));

    [Theory]
    [InlineData("lift", "Over Released")]
    [InlineData("lift-other", "Over Declined")]
    [InlineData("lift-late", "Over Declined")]
    public void What_was_stopped_is_free_again_when_that_stop_is_lifted(string command, string expected)
    {
        var stopped = Given.Active.Then(new OrderCommand.Stop("stopped")).Then(new OrderCommand.TakenOut(1));

        var (lift, now) = Command(command);
        var lifted = stopped.Then(lift, now);

        Assert.Equal((expected, 1), (Show(lifted), lifted.Revision));
    }

    [Fact]
    public void What_is_still_being_taken_out_when_its_stop_is_lifted_counts_as_in_place_until_it_is_gone()
    {
        var lifted = Given.Active.Then(new OrderCommand.Stop("stopped")).Then(new OrderCommand.Lift("stopped"));

        Assert.Equal(("Ending Active", "Over Released"), (Show(lifted), Show(lifted.Then(new OrderCommand.TakenOut(1)))));
    }

    private static OrderTerms Besides(Func<EngagementOrder, EngagementOrder> change) => Given.Terms with { Engagement = change(Given.Besides) };

    private static string Show(HeldOrder state) => $"{state.Phase} {state.Reported}";

    private static (OrderCommand Command, DateTimeOffset Now) Command(string text)
    {
        var words = text.Split(' ');
        var number = words.Length > 1 ? int.Parse(words[1]) : 0;
        return words[0] switch
        {
            "order" => (Given.Receive(number), Given.Now),
            "other" => (Given.Receive(number, Given.OtherTerms), Given.Now),
            "decline" => (Given.Decline(number), Given.Now),
            "withdraw" => (Given.Withdraw(number), Given.Now),
            "applied" => (new OrderCommand.Applied(number), Given.Now),
            "vanished" => (new OrderCommand.Vanished(number), Given.Now),
            "refused" => (new OrderCommand.Refused(number, DeclineCode.Capacity, "full"), Given.Now),
            "taken-out" => (new OrderCommand.TakenOut(number), Given.Now),
            "release" => (new OrderCommand.Release("quiet"), Given.Now),
            "needs" => (Given.Needs(number), Given.Now),
            "approve" => (new OrderCommand.Approve("alice"), Given.Now),
            "by-hand" => (new OrderCommand.DeclineByHand(DeclineCode.Legal, "court order"), Given.Now),
            "stop" => (new OrderCommand.Stop("stopped"), Given.Now),
            "lift" => (new OrderCommand.Lift("stopped"), Given.Now),
            "lift-other" => (new OrderCommand.Lift("stopped by somebody else"), Given.Now),
            "lift-late" => (new OrderCommand.Lift("stopped"), Given.End + OrderRules.Skew),
            "tick" => (new OrderCommand.Tick(), Given.Now),
            "late" => (new OrderCommand.Tick(), Given.End),
            _ => throw new ArgumentException(text),
        };
    }

    [Fact]
    public void Order_that_ends_with_the_calendar_is_declined_and_its_revision_remembered()
    {
        var end = DateTimeOffset.FromUnixTimeSeconds(253_402_300_799);

        var declined = HeldOrder.None.Then(Given.Receive(1, end: end));

        Assert.Equal((OrderPhase.Over, EngagementReportState.Declined, DeclineCode.Policy, 1), (declined.Phase, declined.Reported, declined.Decline, declined.Revision));
        Assert.True(declined.RememberUntil > end);
    }
}
