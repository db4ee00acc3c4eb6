using System.Text.Json;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Storage;
using Support;

namespace Controller.Tests.Orders;

/// <summary>Orders, refreshes and withdrawals, and what the mitigator says to them.</summary>
public sealed class OrderBookTests : OrderBookScenario
{
    [Fact]
    public async Task Order_is_stored_before_it_is_answered_and_then_put_in_place()
    {
        var gate = new TaskCompletionSource();
        _mitigator.Before = (_, _) => gate.Task;

        var (held, refusal) = await Order(1);

        Assert.Null(refusal);
        Assert.Equal(EngagementReportState.Accepted, held.Reported);
        Assert.Equal(WritePriority.Normal, _store.Writes.Single().Priority);
        gate.SetResult();
        Assert.Equal(EngagementReportState.Active, (await _reports.Next()).Order.Reported);
        Assert.Equal(["apply mit-9f3c/op2 1"], _mitigator.Calls);
    }

    [Fact]
    public async Task Order_that_cannot_be_stored_is_not_carried_out()
    {
        _store.FailBefore = _ => new StoreFullException("full");

        await Assert.ThrowsAsync<StoreFullException>(() => Order(1));

        Assert.Empty(_mitigator.Calls);
        _store.FailBefore = null;
        Assert.Equal(EngagementReportState.Accepted, (await Order(1)).Held.Reported);
    }

    [Fact]
    public async Task Order_whose_write_has_an_unknown_outcome_is_read_back_before_anything_is_decided()
    {
        _store.FailAfter = _ => new WriteOutcomeUnknownException("lost");
        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(() => Order(1));
        _store.FailAfter = null;

        await Order(1);

        await _reports.Next(EngagementReportState.Active);
        Assert.Single(_store.Writes, w => w.Write.Expected is null);
        Assert.Equal(1, _mitigator.Count("apply"));
    }

    [Fact]
    public async Task Duplicates_of_an_order_are_answered_its_outcome_and_carried_out_once()
    {
        await Order(1);
        await _reports.Next(EngagementReportState.Active);

        for (var i = 0; i < 5; i++)
            Assert.Equal(EngagementReportState.Active, (await Order(1)).Held.Reported);

        Assert.Equal(1, _mitigator.Count("apply"));
    }

    [Fact]
    public async Task Withdrawal_takes_the_filter_out_before_it_is_answered()
    {
        await Active();

        var (held, _) = await Withdraw(2);

        Assert.Equal((EngagementReportState.Ended, 2), (held.Reported, held.Revision));
        Assert.Empty(_mitigator.InPlace);
        Assert.All(_store.Writes.Skip(1), w => Assert.Equal(WritePriority.Reserved, w.Priority));
    }

    [Fact]
    public async Task Withdrawal_stops_an_apply_that_hangs()
    {
        _mitigator.Before = (action, stop) => action == "apply" ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask;
        await Order(1);
        await _mitigator.Next();

        Assert.Equal(EngagementReportState.Ended, (await Withdraw(2)).Held.Reported);
    }

    [Fact]
    public async Task Withdrawal_that_the_mitigator_does_not_manage_is_answered_as_it_is_and_tried_again()
    {
        await Active();
        _mitigator.Before = (_, _) => throw new MitigatorException("no route to the device");

        using var patience = new CancellationTokenSource();
        var answer = _book.Withdraw(Given.Engagement, Given.Alert, 2, patience.Token);
        var failing = await _reports.Next();
        await patience.CancelAsync();

        Assert.Equal("no route to the device", failing.Failing);
        Assert.Equal(EngagementReportState.Active, (await answer).Held.Reported);
        _mitigator.Before = null;
        await Pass(TimeSpan.FromSeconds(2));
        await _reports.Next(EngagementReportState.Ended);
        Assert.Empty(_mitigator.InPlace);
    }

    [Fact]
    public async Task Withdrawal_that_overtakes_its_order_keeps_it_from_ever_being_carried_out()
    {
        Assert.Equal(EngagementReportState.Ended, (await Withdraw(2)).Held.Reported);

        Assert.Equal(EngagementReportState.Ended, (await Order(1)).Held.Reported);

        await Restart();
        Assert.Equal(EngagementReportState.Ended, (await Order(1)).Held.Reported);
        Assert.Empty(_mitigator.Calls);
    }

    [Fact]
    public async Task Filter_is_taken_out_at_its_end_whoever_is_silent()
    {
        await Active();

        await Pass(Given.End - Given.Now - TimeSpan.FromSeconds(1));
        Assert.NotEmpty(_mitigator.InPlace);
        await Pass(TimeSpan.FromSeconds(1));

        await _reports.Next(EngagementReportState.Ended);
        Assert.Empty(_mitigator.InPlace);
    }

    [Fact]
    public async Task Refresh_moves_the_end_without_another_apply()
    {
        await Active();
        await Order(2, end: Given.End.AddHours(1));

        await Pass(Given.End - Given.Now + TimeSpan.FromSeconds(1));

        Assert.NotEmpty(_mitigator.InPlace);
        Assert.Equal(1, _mitigator.Count("apply"));
    }

    [Fact]
    public async Task Other_terms_replace_the_old_ones()
    {
        await Active();
        await Order(2, Given.OtherTerms);
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal(2, _mitigator.InPlace[Given.Engagement]);
        Assert.Equal(0, _mitigator.Count("withdraw"));
    }

    [Fact]
    public async Task Failed_apply_is_reported_and_repeated_only_after_asking()
    {
        var failures = 2;
        _mitigator.Before = (action, _) => action == "apply" && failures-- > 0 ? throw new MitigatorException("busy") : Task.CompletedTask;

        await Order(1);
        var report = await _reports.Next();
        Assert.Equal(("busy", EngagementReportState.Accepted), (report.Failing, report.Order.Reported));
        await PassUntil(EngagementReportState.Active);

        Assert.Equal(["apply", "status", "apply", "status", "apply"], _mitigator.Calls.Select(c => c.Split(' ')[0]).Take(5));
    }

    [Fact]
    public async Task Mitigator_that_declines_declines_the_order()
    {
        _mitigator.Declines = new(MitigatorState.Declined, DeclineCode.Capacity, Reason: "table full");

        await Order(1);

        var report = await _reports.Next();
        Assert.Equal((EngagementReportState.Declined, DeclineCode.Capacity, "table full"), (report.Order.Reported, report.Order.Decline, report.Order.Reason));
    }

    [Fact]
    public async Task Filter_that_vanished_from_the_device_is_put_back()
    {
        await Active();
        _mitigator.InPlace.Clear();

        await Pass(TimeSpan.FromSeconds(6));
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal(1, _mitigator.InPlace[Given.Engagement]);
    }

    [Fact]
    public async Task Active_filter_is_reported_with_counters_that_never_fall()
    {
        _mitigator.Counters = new(100, 1000, 0, 0);
        await Active();
        _mitigator.Counters = new(600, 6000, 10, 100);
        await Pass(TimeSpan.FromSeconds(5));
        var first = (await _reports.Next()).Measured!;
        _mitigator.Counters = new(50, 500, 0, 0);
        await Pass(TimeSpan.FromSeconds(5));
        var second = (await _reports.Next()).Measured!;

        Assert.Equal(new Flow(600, 6000, 100, 1000, 100, 1000), first.Dropped);
        Assert.Equal(new Flow(650, 6500, 100, 1000, 55, 550), second.Dropped);
        Assert.Equal(10, second.Forwarded.Packets);
    }

    [Fact]
    public async Task Filter_that_matches_nothing_for_ten_minutes_is_released()
    {
        _mitigator.Counters = new(100, 1000, 0, 0);
        await Active();

        await PassUntil(EngagementReportState.Released);

        Assert.Empty(_mitigator.InPlace);
        Assert.InRange(_time.GetUtcNow() - Given.Now, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.2));
    }

    [Fact]
    public async Task Mitigator_that_cannot_be_asked_about_an_active_filter_is_asked_less_and_less_often()
    {
        await Active();
        _mitigator.Before = (_, _) => throw new MitigatorException("gone");

        for (var second = 0; second < 120; second++)
            await Pass(TimeSpan.FromSeconds(1));

        Assert.InRange(_mitigator.Count("status"), 5, 9);
        Assert.Equal(("gone", EngagementReportState.Active), await _reports.Next() is var r ? (r.Failing, r.Order.Reported) : default);
        Assert.False(_reports.HasMore);
    }

    [Fact]
    public async Task Filter_of_a_mitigator_that_does_not_count_is_never_released()
    {
        await Active();

        await Pass(TimeSpan.FromMinutes(30));

        Assert.NotEmpty(_mitigator.InPlace);
    }

    [Fact]
    public async Task Order_is_forgotten_only_past_its_end_and_the_skew()
    {
        await Active();
        await Withdraw(2);

        await Pass(TimeSpan.FromHours(24));
        Assert.Single(_book.Held);
        await Pass(TimeSpan.FromSeconds(121));

        Assert.Empty(_book.Held);
        Assert.Equal(Given.Now.AddHours(24).AddSeconds(120), _store.Writes.Last().Write.KeepUntil);
        Assert.Null(_store.Writes.First().Write.KeepUntil);
    }

    [Fact]
    public async Task Change_that_comes_too_soon_is_put_in_place_when_its_time_has_come()
    {
        await Active();
        await Order(2, Given.OtherTerms);
        await _reports.Next(EngagementReportState.Active);
        Assert.Equal(EngagementReportState.Accepted, (await Order(3, Given.TermsOf("198.51.100.9/32"))).Held.Reported);
        Assert.Equal(EngagementReportState.Accepted, (await Order(4, Given.TermsOf("198.51.100.10/32"))).Held.Reported);
        await Restart();
        await Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(2, _mitigator.InPlace[Given.Engagement]);

        await Pass(TimeSpan.FromSeconds(1));

        await _reports.Next(EngagementReportState.Active);
        Assert.Equal(4, _mitigator.InPlace[Given.Engagement]);
    }

    [Fact]
    public async Task Mitigator_gets_few_calls_at_once_and_withdrawals_wait_behind_no_apply()
    {
        var (at, most) = (0, 0);
        var gate = new TaskCompletionSource();
        _mitigator.Before = async (action, stop) =>
        {
            if (action != "apply")
                return;
            lock (gate)
                most = Math.Max(most, ++at);
            await gate.Task.WaitAsync(stop);
            lock (gate)
                at--;
        };
        for (var n = 0; n < 40; n++)
            await OrderOf($"op1:{n}/op2", $"a{n}");
        for (var n = 0; n < MitigatorLanes.AtOnce; n++)
            await _mitigator.Next();

        Assert.Equal(EngagementReportState.Ended, (await _book.Withdraw("op1:39/op2", "a39", 2, new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token)).Held.Reported);
        gate.SetResult();
        await _book.Settle();

        Assert.Equal(MitigatorLanes.AtOnce, most);
        Assert.Equal(39, _mitigator.InPlace.Count);
    }

    [Fact]
    public async Task Efficacy_is_kept_beside_its_order_and_an_acknowledgement_in_the_log()
    {
        await Active();
        _book.Hear(_book.Held.Single(), new() { Health = 40, AttackStatus = AttackStatus.InProcess });
        Assert.Equal(new OrderEfficacy(AttackStatus.InProcess, 40, Given.Now), _book.Views.Single().Efficacy);

        await Withdraw(2);
        _book.Acknowledged(_book.Held.Single());

        Assert.Equal(("acknowledged", "ended", false), LastLine() is var l ? (l.GetProperty("event").GetString(), l.GetProperty("state").GetString(), l.GetProperty("held").GetBoolean()) : default);
    }

    [Fact]
    public async Task Own_log_says_what_is_held_and_that_nothing_is_left()
    {
        await Active();
        Assert.True(LastLine().GetProperty("held").GetBoolean());
        await Order(2, Given.OtherTerms);
        await _reports.Next(EngagementReportState.Active);
        await Withdraw(3);
        await Order(2);

        var last = LastLine();
        Assert.Equal(("ended", false), (last.GetProperty("state").GetString(), last.GetProperty("held").GetBoolean()));
        Assert.Equal(
            ["received", "accepted", "applied", "received", "superseded", "accepted", "applied", "withdrawal-received", "withdrawn", "ended", "received"],
            Lines().Select(l => l.GetProperty("event").GetString()));

        await Restart();
        Assert.False(LastLine().GetProperty("held").GetBoolean());
    }
}
