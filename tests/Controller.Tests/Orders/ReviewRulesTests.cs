using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Storage.Shells;

namespace Controller.Tests.Orders;

/// <summary>What becomes of held orders when this member's rules change.</summary>
public sealed class ReviewRulesTests
{
    private static readonly Prefix Resolver = Prefix.Parse("9.9.9.9/32");

    /// <summary>A filter of all that comes from a port, whoever sends it.</summary>
    private static readonly OrderTerms Anybody = new(new() { Destinations = [Prefix.Parse("192.0.2.1/32")], SourcePorts = [new(53, 53)], Protocols = [17] }, MitigationAction.Mitigation, Treatment.Drop, [], []);

    [Theory]
    [InlineData(nameof(Given.Accepted), OrderPhase.Ending)]
    [InlineData(nameof(Given.Active), OrderPhase.Ending)]
    [InlineData(nameof(Given.Waiting), OrderPhase.Over)]
    public void What_is_no_longer_allowed_is_declined_with_the_rules_code_and_taken_out(string given, OrderPhase phase)
    {
        var verdict = new Verdict.Decline(DeclineCode.Unverified, "not ours any more");
        var held = Given.Of(given);
        var state = held.Then(held.Waiting is null ? new OrderCommand.Review(verdict, null) : new OrderCommand.Review(null, verdict));

        Assert.Equal((phase, EngagementReportState.Declined, DeclineCode.Unverified, "not ours any more"), (state.Phase, state.Reported, state.Decline!.Value, state.Reason));
        Assert.Null(state.Waiting);
    }

    [Theory]
    [InlineData(nameof(Given.Ended))]
    [InlineData(nameof(Given.Released))]
    [InlineData(nameof(Given.Declined))]
    [InlineData(nameof(Given.ByHand))]
    public void What_is_over_stays_as_it_is(string given) =>
        Assert.Empty(new OrderRules().Decide(Given.Of(given), new OrderCommand.Review(new Verdict.Decline(DeclineCode.Policy, "no"), null), Given.Now).Events);

    [Fact]
    public void What_is_allowed_as_it_stands_stays_also_where_it_would_need_approval_now() => Assert.Empty(Reviewed(Given.Active, Given.Terms, "policy").Events);

    [Fact]
    public void Filter_of_sources_of_which_some_must_get_through_is_taken_out_and_put_in_place_again_without_them()
    {
        OrderTerms both = Given.Terms with { Match = new() { Destinations = Given.Terms.Match.Destinations, Sources = [.. Given.Terms.Match.Sources, Resolver] } };
        var state = HeldOrder.None.Then(Given.Receive(1, both)).Then(new OrderCommand.Applied(1));

        state = Then(state, Given.Terms);
        Assert.Equal((OrderPhase.Ending, EngagementReportState.Accepted, both), (state.Phase, state.Reported, state.Terms));

        // Not before the old ones are out: both have the same revision.
        Assert.Equal(OrderPhase.Ending, state.Then(new OrderCommand.Tick(), Given.Now.AddSeconds(5)).Phase);
        state = state.Then(new OrderCommand.TakenOut(1)).Then(new OrderCommand.Tick());
        Assert.Equal((OrderPhase.Accepted, 1, Given.Terms, Given.End), (state.Phase, state.TermsRevision, state.Terms!, state.NotAfter));
        Assert.Equal(OrderPhase.Active, state.Then(new OrderCommand.Applied(1)).Phase);
    }

    [Fact]
    public void Filter_of_whoever_sends_gets_new_exceptions_and_loses_none()
    {
        OrderTerms before = Anybody with { Exceptions = [Prefix.Parse("8.8.8.8/32")] };
        var state = HeldOrder.None.Then(Given.Receive(1, before)).Then(new OrderCommand.Applied(1));

        Assert.Empty(Reviewed(state, Anybody).Events);
        Assert.Equal(["8.8.8.8/32", "9.9.9.9/32"], Then(state, Anybody with { Exceptions = [Resolver] }).Waiting!.Terms.Exceptions.Select(e => e.ToString()));

        // Where sources are named nothing of it can be among them.
        Assert.Empty(Reviewed(Given.Active, Given.Terms with { Exceptions = [Resolver] }).Events);
    }

    [Fact]
    public void What_waits_is_cut_down_where_it_waits_and_goes_on_waiting()
    {
        var state = HeldOrder.None.Then(Given.Receive(1, Given.OtherTerms)).Then(new OrderCommand.Applied(1)).Then(Given.Needs(2, Anybody));

        state = state.Then(new OrderCommand.Review(new Verdict.Accept(Given.OtherTerms), new Verdict.Accept(Anybody with { Exceptions = [Resolver] }, "policy")));
        Assert.Equal((OrderPhase.Active, Given.OtherTerms, Resolver, null), (state.Phase, state.Terms!, state.Waiting!.Terms.Exceptions.Single(), state.Waiting.Until));

        // What stands goes although what is to follow it may come.
        state = state.Then(new OrderCommand.Review(new Verdict.Decline(DeclineCode.Policy, "no"), new Verdict.Accept(state.Waiting.Terms)));
        Assert.Equal((OrderPhase.Ending, 2), (state.Phase, state.Waiting!.Revision));
    }

    [Fact]
    public void Approval_covers_what_is_left()
    {
        var state = HeldOrder.None.Then(Given.Needs(1, Anybody)).Then(new OrderCommand.Approve("alice")).Then(new OrderCommand.Applied(1));

        state = Then(state, Anybody with { Exceptions = [Resolver] }).Then(new OrderCommand.TakenOut(1)).Then(new OrderCommand.Tick());

        Assert.True(state.Approved);
    }

    private static HeldOrder Then(HeldOrder state, OrderTerms judged) => state.Then(new OrderCommand.Review(new Verdict.Accept(judged), null));

    private static Decision<OrderEvent> Reviewed(HeldOrder state, OrderTerms judged, string? approval = null) =>
        new OrderRules().Decide(state, new OrderCommand.Review(new Verdict.Accept(judged, approval), null), Given.Now);
}
