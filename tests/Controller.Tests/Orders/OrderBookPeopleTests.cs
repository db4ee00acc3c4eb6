using System.Text.Json;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Storage;
using Support;

namespace Controller.Tests.Orders;

/// <summary>What people say of orders: approvals, declines, stops.</summary>
public sealed class OrderBookPeopleTests : OrderBookScenario
{
    [Fact]
    public async Task Order_that_needs_approval_is_kept_over_restarts_and_put_in_place_when_it_is_approved()
    {
        Assert.Equal(EngagementReportState.Accepted, (await Needs(1)).Held.Reported);
        await Restart();
        await Pass(TimeSpan.FromMinutes(5));
        Assert.Empty(_mitigator.Calls);
        Assert.Equal(OrderPhase.Waiting, _book.Held.Single().Phase);

        Assert.Null(await _book.Approve(Given.Engagement, "alice"));

        await _reports.Next(EngagementReportState.Active);
        Assert.Equal(1, _mitigator.InPlace[Given.Engagement]);
    }

    [Fact]
    public async Task Order_that_nobody_approves_ends_by_itself()
    {
        await Needs(1);

        await Pass(Given.End - Given.Now);

        await _reports.Next(EngagementReportState.Ended);
        Assert.Empty(_mitigator.Calls);
        Assert.Equal("over", (await _book.Decline(Given.Engagement, DeclineCode.Legal, "late"))?.Code);
    }

    [Fact]
    public async Task Order_that_waits_keeps_its_room()
    {
        await Needs(1);
        Assert.Equal(1, _quota.Taken);
        await Restart();
        Assert.Equal(1, _quota.Taken);

        await _book.Decline(Given.Engagement, DeclineCode.Capacity, "no room tonight");

        Assert.Equal(0, _quota.Taken);
        Assert.Equal((EngagementReportState.Declined, DeclineCode.Capacity), await _reports.Next(EngagementReportState.Declined) is var r ? (r.Order.Reported, r.Order.Decline) : default);
    }

    [Fact]
    public async Task Decline_by_hand_takes_an_active_filter_out_and_lasts()
    {
        await Active();

        Assert.Null(await _book.Decline(Given.Engagement, DeclineCode.Legal, "court order"));
        await _book.Settle();
        Assert.Empty(_mitigator.InPlace);

        await Restart();
        Assert.Equal((EngagementReportState.Declined, DeclineCode.Legal), await Order(2) is var a ? (a.Held.Reported, a.Held.Decline) : default);
        Assert.Equal("not-known", (await _book.Decline("m:2/op2", DeclineCode.Legal, "no"))?.Code);
    }

    [Theory]
    [InlineData("all", 2)]
    [InlineData("op1", 1)]
    [InlineData("op1:a1/op2", 1)]
    [InlineData("op9", 0)]
    public async Task Stop_takes_out_what_it_names_and_nothing_else(string target, int ended)
    {
        await OrderOf("op1:a1/op2", "a1");
        await OrderOf("op3:a3/op2", "a3");
        await _book.Settle();

        var (stop, count, left) = await Stop(target);

        Assert.Equal((target, ended, 0, 2 - ended), (stop!.Target, count, left, _mitigator.InPlace.Count));
        Assert.Equal(ended, _book.Held.Count(o => o is { Decline: DeclineCode.Policy, Phase: OrderPhase.Over } && o.Reason == $"stopped by alice since 2026-11-20 03:00:00Z ({target})"));
    }

    [Fact]
    public async Task Stop_declines_new_orders_until_it_is_lifted_also_after_a_restart()
    {
        await Stop("op1");
        Assert.Equal((EngagementReportState.Declined, DeclineCode.Policy), await OrderOf("op1:a1/op2", "a1") is var a ? (a.Held.Reported, a.Held.Decline) : default);
        Assert.Equal(EngagementReportState.Accepted, (await OrderOf("op3:a3/op2", "a3")).Held.Reported);

        await Restart();
        Assert.Equal("stopped by alice since 2026-11-20 03:00:00Z (op1)", (await OrderOf("op1:a2/op2", "a2")).Held.Reason);
        Assert.False(await _book.Resume("all", "bob"));
        Assert.True(await _book.Resume("op1", "bob"));

        Assert.Equal(EngagementReportState.Accepted, (await OrderOf("op1:a1/op2", "a1", 2)).Held.Reported);
        await Restart();
        Assert.Empty(_book.Stops);
    }

    [Fact]
    public async Task Lifted_stop_tells_that_what_it_declined_may_be_ordered_again_and_nothing_else()
    {
        await OrderOf("op1:a1/op2", "a1");
        await _book.Receive(new("op1:a4/op2", "a4", 1, Given.End), () => new Verdict.Decline(DeclineCode.Policy, "not here"));
        await _book.Settle();
        await Stop("op1");
        await Stop("op3");
        await OrderOf("op1:a2/op2", "a2");
        await OrderOf("op3:a3/op2", "a3");
        await _book.Settle();

        await _book.Resume("op1", "bob");

        Assert.Equal(
            [("op1:a1/op2", EngagementReportState.Released), ("op1:a2/op2", EngagementReportState.Released), ("op1:a4/op2", EngagementReportState.Declined), ("op3:a3/op2", EngagementReportState.Declined)],
            _book.Held.OrderBy(h => h.Engagement, StringComparer.Ordinal).Select(h => (h.Engagement, h.Reported)));
        await _reports.Next(EngagementReportState.Released);
    }

    [Fact]
    public async Task Stop_is_stored_before_anything_is_done_and_finished_after_a_crash()
    {
        await Active();
        _store.FailBefore = w => w.Key.Type == "order" ? new StoreFullException("the process ends here") : null;
        await Assert.ThrowsAsync<StoreFullException>(() => Stop("all"));
        Assert.NotEmpty(_mitigator.InPlace);

        await Restart(() => _store.FailBefore = null);
        await _book.Settle();

        Assert.Empty(_mitigator.InPlace);
        await _reports.Next(EngagementReportState.Declined);
    }

    [Fact]
    public async Task Stop_that_cannot_be_stored_stops_nothing()
    {
        await Active();
        _store.FailBefore = w => w.Key.Type == "stops" ? new StoreFullException("full") : null;

        await Assert.ThrowsAsync<StoreFullException>(() => Stop("all"));

        Assert.Empty(_book.Stops);
        Assert.NotEmpty(_mitigator.InPlace);
        Assert.Equal(EngagementReportState.Active, _book.Held.Single().Reported);
    }

    [Fact]
    public async Task Stop_says_how_many_filters_the_mitigator_has_not_taken_out_yet()
    {
        await Active();
        _mitigator.Before = (_, _) => throw new MitigatorException("no route to the device");

        var (_, ended, left) = await _book.StopThese("all", "alice", new(canceled: true));

        Assert.Equal((1, 1), (ended, left));
        _mitigator.Before = null;
        await Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(_mitigator.InPlace);
    }
}
