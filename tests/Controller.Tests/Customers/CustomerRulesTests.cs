using Controller.Customers;
using Storage.Shells;

namespace Controller.Tests.Customers;

/// <summary>The life of a customer's mitigation (mechanism, section 4, situations).</summary>
public sealed class CustomerRulesTests
{
    [Fact]
    public void First_request_is_accepted_and_ordered_here() =>
        Assert.Equal([new CustomerEffect.Order(1)], Given.Running.Due());

    [Theory]
    [InlineData(60, 300)]
    [InlineData(600, 600)]
    [InlineData(100_000_000, 7 * 86_400)]
    public void Lifetime_is_granted_within_bounds(int asked, int granted) =>
        Assert.Equal(Given.Now.AddSeconds(granted), CustomerMitigation.None.Then(Given.Ask(lifetime: asked)).End);

    [Fact]
    public void Repetition_and_older_message_change_nothing()
    {
        Assert.Empty(Given.Running.Happens(Given.Ask()));
        Assert.Empty(Given.Running.Happens(Given.Ask(after: -1, hash: "other"), 5));
    }

    [Fact]
    public void Newer_message_refreshes_and_another_body_at_the_same_moment_counts_in_order_of_arrival()
    {
        var refreshed = Given.Running.Then(Given.Ask(after: 100), 100);
        Assert.Equal((2, Given.Now.AddSeconds(3700)), (refreshed.Revision, refreshed.End));
        Assert.Equal(2, Given.Running.Then(Given.Ask(hash: "other"), 5).Revision);
        Assert.IsType<CustomerEvent.Rescoped>(Given.Running.Happens(Given.Ask(after: 10, target: "192.0.2.130"), 10).Single());
    }

    [Fact]
    public void End_takes_out_what_is_here_and_ends_what_was_asked_for_there()
    {
        var ending = Given.Escalated.Then(new CustomerCommand.Withdraw("customer1"));

        Assert.Equal(new HashSet<Effect> { new CustomerEffect.TakeOut(2), new CustomerEffect.EndThere("e1", Given.First) }, ending.Due().ToHashSet());
        var half = ending.Then(new CustomerCommand.OverHere(2));
        Assert.Equal(CustomerPhase.Ending, half.Phase);
        Assert.Equal((CustomerPhase.Closed, null), (half.Then(new CustomerCommand.OverThere("e1")).Phase, half.Then(new CustomerCommand.OverThere("e1")).Request));
        Assert.Empty(half.Then(new CustomerCommand.OverThere("e1")).Due());
    }

    [Fact]
    public void Ended_alert_is_never_revived() =>
        Assert.Empty(Given.Running.Then(new CustomerCommand.Withdraw("customer1")).Happens(Given.Ask(after: 100), 100));

    [Fact]
    public void Lifetime_that_passed_ends_it_also_when_a_refresh_comes_too_late()
    {
        Assert.Equal(CustomerEnd.Expired, Given.Running.Then(new CustomerCommand.Tick(), 3600).EndReason);
        Assert.Equal(CustomerEnd.Expired, Given.Running.Then(Given.Ask(after: 3601), 3601).EndReason);
        Assert.Empty(Given.Running.Happens(new CustomerCommand.Tick(), 3599));
    }

    [Fact]
    public void Old_revision_that_is_over_here_closes_nothing() =>
        Assert.Empty(Given.Running.Then(new CustomerCommand.Withdraw("customer1")).Happens(new CustomerCommand.OverHere(1)));

    [Fact]
    public void Indefinite_mitigation_stands_on_orders_of_a_day_that_are_renewed()
    {
        var indefinite = CustomerMitigation.None.Then(Given.Ask(lifetime: 0));

        Assert.Equal((DateTimeOffset.MaxValue, Given.Now.AddHours(24)), (indefinite.End, indefinite.OrderEnd));
        Assert.Empty(indefinite.Happens(new CustomerCommand.Tick(), 7 * 3600));
        var renewed = indefinite.Then(new CustomerCommand.Tick(), 8 * 3600);
        Assert.Equal((2, Given.Now.AddHours(32)), (renewed.Revision, renewed.OrderEnd));
    }

    [Fact]
    public void Orchestrator_is_asked_once_and_again_with_each_revision() =>
        Assert.Equal(
            [new CustomerEffect.Order(2), new CustomerEffect.AskThere("e1", Given.First, 2)],
            Given.Escalated.Then(Given.Ask(after: 10), 10).Due(10));

    [Fact]
    public void Orchestrator_that_is_replaced_is_told_to_end_it_until_it_says_so()
    {
        var moved = Given.Escalated.Then(new CustomerCommand.Escalate("e2", Given.Second, "too much", "it is down", NothingThere: false));

        Assert.Equal([new CustomerEffect.Order(1), new CustomerEffect.AskThere("e2", Given.Second, 1), new CustomerEffect.EndThere("e1", Given.First)], moved.Due());
        Assert.Equal([new CustomerEffect.Order(1), new CustomerEffect.AskThere("e2", Given.Second, 1)], moved.Then(new CustomerCommand.OverThere("e1")).Due());
    }

    [Fact]
    public void Orchestrator_that_refused_from_the_start_has_nothing_to_end() =>
        Assert.Equal(
            [new CustomerEffect.Order(1), new CustomerEffect.AskThere("e2", Given.Second, 1)],
            Given.Escalated.Then(new CustomerCommand.Escalate("e2", Given.Second, "too much", "refused", NothingThere: true)).Due());

    [Fact]
    public void Orchestrator_that_never_answers_the_end_is_not_waited_for_longer_than_it_can_hold_anything()
    {
        var ending = Given.Escalated.Then(new CustomerCommand.Withdraw("customer1")).Then(new CustomerCommand.OverHere(2));

        Assert.Empty(ending.Happens(new CustomerCommand.Tick(), 86_400));
        Assert.Equal(CustomerPhase.Closed, ending.Then(new CustomerCommand.Tick(), 86_400 + 60).Phase);
    }

    [Fact]
    public void Withdrawal_of_what_never_was_is_refused() =>
        Assert.Equal("not-found", CustomerMitigation.None.Refusal(new CustomerCommand.Withdraw("customer1"))?.Code);

    [Fact]
    public void State_is_the_same_after_it_was_stored()
    {
        var state = Given.Escalated.Then(new CustomerCommand.Count(new(new(1, 2, 3, 4), new(5, 6, 7, 8), new(6, 8, 3, 4), new(1, 2, 3, 4))));
        var read = CustomerJson.Read<CustomerMitigation>(CustomerJson.Write(state));

        Assert.Equal(state.Due(), read.Due());
        Assert.Equal((state.Figures, state.End, state.RequestHash, state.Key), (read.Figures, read.End, read.RequestHash, read.Key));
        Assert.Empty(read.Happens(Given.Ask()));
    }
}
