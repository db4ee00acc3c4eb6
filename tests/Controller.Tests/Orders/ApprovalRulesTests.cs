using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Tests.Orders;

/// <summary>Orders that a person of this member has to approve.</summary>
public sealed class ApprovalRulesTests
{
    private static readonly OrderRules Rules = new();
    private static readonly OrderCommand Approve = new OrderCommand.Approve("alice");

    private static HeldOrder Approved => Given.Waiting.Then(Approve).Then(new OrderCommand.Applied(1));

    [Fact]
    public void Refresh_of_what_was_approved_needs_no_second_approval()
    {
        var refreshed = Approved.Then(Given.Needs(2, end: Given.End.AddHours(1)));

        Assert.Equal((OrderPhase.Active, EngagementReportState.Active, Given.End.AddHours(1)), (refreshed.Phase, refreshed.Reported, refreshed.NotAfter));
    }

    [Fact]
    public void Other_terms_than_those_that_were_approved_wait_and_what_stands_stands()
    {
        var waiting = Approved.Then(Given.Needs(2, Given.OtherTerms));

        Assert.Equal((OrderPhase.Active, EngagementReportState.Accepted, Given.Terms), (waiting.Phase, waiting.Reported, waiting.Terms));
        var changed = waiting.Then(Approve);
        Assert.Equal((OrderPhase.Accepted, 2, Given.OtherTerms), (changed.Phase, changed.TermsRevision, changed.Terms));
    }

    [Fact]
    public void What_stands_for_another_target_does_not_wait_for_a_person()
    {
        var elsewhere = Given.TermsOf("198.51.100.7/32", "192.0.2.2/32");

        var waiting = Approved.Then(Given.Needs(2, elsewhere));

        Assert.Equal((OrderPhase.Ending, EngagementReportState.Accepted, 1), (waiting.Phase, waiting.Reported, waiting.TermsRevision));
        waiting = waiting.Then(new OrderCommand.TakenOut(1));
        Assert.Equal(OrderPhase.Waiting, waiting.Phase);
        Assert.Equal((OrderPhase.Accepted, 2, elsewhere), waiting.Then(Approve) is var approved ? (approved.Phase, approved.TermsRevision, approved.Terms) : default);
    }

    [Fact]
    public void Longer_life_that_was_not_approved_does_not_begin()
    {
        var waiting = Given.Active.Then(Given.Needs(2, end: Given.End.AddHours(5)));

        Assert.Equal(Given.End, waiting.NotAfter);
        Assert.Equal(Given.End.AddHours(5), waiting.Then(Approve).NotAfter);
        Assert.Equal(OrderPhase.Ending, waiting.Then(new OrderCommand.Tick(), Given.End).Phase);
    }

    [Fact]
    public void Shorter_life_needs_no_approval() =>
        Assert.Equal(Given.Now.AddMinutes(1), Given.Active.Then(Given.Needs(2, Given.OtherTerms, Given.Now.AddMinutes(1))).NotAfter);

    [Fact]
    public void Newest_revision_is_the_one_that_is_approved()
    {
        var approved = Given.Waiting.Then(Given.Needs(2, Given.OtherTerms)).Then(Approve);

        Assert.Equal((2, Given.OtherTerms), (approved.TermsRevision, approved.Terms));
    }

    [Fact]
    public void What_comes_while_the_filter_before_it_is_taken_out_waits_when_that_is_out()
    {
        var waiting = Given.Ending.Then(Given.Needs(3)).Then(new OrderCommand.TakenOut(1));

        Assert.Equal((OrderPhase.Waiting, EngagementReportState.Accepted), (waiting.Phase, waiting.Reported));
        Assert.Equal(OrderPhase.Accepted, waiting.Then(Approve).Phase);
    }

    [Theory]
    [InlineData("Active", "it is active: nothing of it waits for approval")]
    [InlineData("Ended", "it is ended: nothing of it waits for approval")]
    public void Nothing_is_approved_where_nothing_waits(string state, string detail) =>
        Assert.Equal(detail, Rules.Decide(Given.Of(state), Approve, Given.Now).Refusal?.Detail);

    [Fact]
    public void Nothing_is_approved_or_declined_when_it_is_over()
    {
        Assert.Equal("over", Rules.Decide(Given.Waiting, Approve, Given.End).Refusal?.Code);
        Assert.Equal("over", Rules.Decide(Given.Ended, new OrderCommand.DeclineByHand(DeclineCode.Legal, ""), Given.Now).Refusal?.Code);
    }

    [Fact]
    public void Decline_by_hand_holds_for_later_revisions_with_its_code()
    {
        var later = Given.ByHand.Then(Given.Receive(2)).Then(Given.Withdraw(3)).Then(Given.Receive(4));

        Assert.Equal((OrderPhase.Over, DeclineCode.Legal, "court order"), (Given.ByHand.Then(Given.Receive(2)).Phase, Given.ByHand.Then(Given.Receive(2)).Decline, Given.ByHand.Then(Given.Receive(2)).Reason));
        Assert.Equal(EngagementReportState.Declined, later.Reported);
    }
}
