using System.Text.Json;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Storage;
using Support;

namespace Controller.Tests.Orders;

/// <summary>What a controller goes on with after its process was down.</summary>
public sealed class OrderBookRestartTests : OrderBookScenario
{
    [Fact]
    public async Task Restart_goes_on_with_what_is_active_and_does_nothing_twice()
    {
        await Active();

        await Restart();
        await _reports.Next(EngagementReportState.Active);
        await Pass(TimeSpan.FromSeconds(6));

        Assert.Equal(1, _mitigator.Count("apply"));
        Assert.Equal(EngagementReportState.Active, (await Order(1)).Held.Reported);
    }

    [Fact]
    public async Task Crash_after_the_mitigator_acted_and_before_that_was_stored_does_not_act_twice()
    {
        _store.FailBefore = w => w.Expected is null ? null : new StoreFullException("the process ends here");
        await Order(1);
        await _mitigator.Next();

        await Restart();
        _store.FailBefore = null;
        await Pass(TimeSpan.FromSeconds(1));
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal(1, _mitigator.Count("apply"));
    }

    [Fact]
    public async Task Crash_before_the_mitigator_acted_acts_after_the_restart()
    {
        _mitigator.Before = (action, stop) => action == "apply" ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask;
        await Order(1);
        await _mitigator.Next();

        await Restart(() => _mitigator.Before = null);
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal(1, _mitigator.InPlace[Given.Engagement]);
    }

    [Fact]
    public async Task Crash_between_taking_out_and_storing_that_takes_out_again()
    {
        await Active();
        _store.FailBefore = w => JsonOf(w).Contains("\"over\"", StringComparison.Ordinal) ? new StoreFullException("the process ends here") : null;
        using var patience = new CancellationTokenSource();
        var answer = _book.Withdraw(Given.Engagement, Given.Alert, 2, patience.Token);
        while (await _mitigator.Next() is not "withdraw mit-9f3c/op2 1")
        {
        }

        await patience.CancelAsync();
        Assert.NotEqual(EngagementReportState.Ended, (await answer).Held.Reported);

        await Restart(() => _store.FailBefore = null);
        await _reports.Next(EngagementReportState.Ended);
        Assert.Equal(EngagementReportState.Ended, (await Order(1)).Held.Reported);
    }

    [Fact]
    public async Task End_that_passed_while_the_process_was_down_is_carried_out_at_the_start()
    {
        await Active();

        await Restart(() => _time.Advance(Given.End - Given.Now + TimeSpan.FromSeconds(30)));

        await _reports.Next(EngagementReportState.Ended);
        Assert.Empty(_mitigator.InPlace);
    }
}
