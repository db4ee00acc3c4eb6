using Dots.Mechanism;
using Microsoft.Extensions.DependencyInjection;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;

namespace Controller.Tests;

/// <summary>What an order does at a controller, from its first revision to its end.</summary>
public sealed class OrderTests : OneController
{
    [Fact]
    public async Task Order_is_accepted_then_active_then_withdrawn()
    {
        await Start();

        var accepted = Said(await Order(1));
        Assert.Equal(("mit-1/op2", 1, EngagementReportState.Accepted), (accepted.Id, accepted.Revision, accepted.State));
        var active = await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal((Alert, MitigationStatus.Ongoing), (active.AlertId, active.Status));
        Assert.True(World.Mitigator.InPlace.ContainsKey("mit-1/op2"));

        var ended = Said(await Withdraw(2));
        Assert.Equal((2, EngagementReportState.Ended), (ended.Revision, ended.State));
        Assert.Empty(World.Mitigator.InPlace);
    }

    [Fact]
    public async Task Duplicates_and_late_orders_are_answered_the_stored_outcome()
    {
        await Start();
        await Order(1);
        await World.Orchestrator.Report(EngagementReportState.Active);

        Assert.Equal(EngagementReportState.Active, Said(await Order(1)).State);
        await Withdraw(2);
        Assert.Equal((2, EngagementReportState.Ended), (Said(await Order(1)).Revision, Said(await Order(1)).State));

        Assert.Equal(1, World.Mitigator.Count("apply"));
    }

    [Fact]
    public async Task Order_ends_by_itself_while_the_orchestrator_is_gone()
    {
        var application = await Start();
        await Order(1, notAfter: DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3));
        await World.Mitigator.Next();
        await World.Orchestrator.Stop();

        while (await World.Mitigator.Next() is not "withdraw mit-1/op2 1")
        {
        }

        // It says so to the new one that comes in its place.
        await World.Orchestrator.Start(World.Orchestrator.Url.Port);
        await World.Orchestrator.Report(EngagementReportState.Ended);
        await World.Stop(application);
        Assert.False(LastLogLine().GetProperty("held").GetBoolean());
    }

    [Fact]
    public async Task Orders_and_report_numbers_survive_a_restart()
    {
        var first = await Start();
        await Order(1);
        var before = await World.Orchestrator.Report(EngagementReportState.Active);
        await World.Stop(first);

        await Start();
        var after = await World.Orchestrator.Report(EngagementReportState.Active);

        Assert.True(after.Extension!.Engagement!.Report > before.Extension!.Engagement!.Report);
        Assert.Equal(1, World.Mitigator.Count("apply"));
        Assert.Equal(EngagementReportState.Ended, Said(await Withdraw(2)).State);
    }

    [Fact]
    public async Task Active_filter_is_reported_with_its_counters()
    {
        World.Mitigator.Counters = new(100, 800_000, 5, 40_000);
        World.Mitigator.RulesFree = 12;
        await Start();
        await Order(1);
        await World.Orchestrator.Report(EngagementReportState.Active);
        var second = await World.Orchestrator.Report(EngagementReportState.Active);

        Assert.Equal((100, 800_000, 5, 40_000), (second.MaliciousTotalPackets, second.MaliciousTotalBits, second.ForwardedTotalPackets, second.ForwardedTotalBits));
        Assert.Equal(12, second.Extension!.Engagement!.RulesFree);
        Assert.Equal(("198.51.100.7/32", "192.0.2.1/32"), (second.SourceIps.Single().ToString(), second.DestinationIps.Single().ToString()));
    }

    [Fact]
    public async Task Withdrawal_without_the_extension_ends_what_its_alert_began()
    {
        await Start();
        await Order(1);
        await World.Orchestrator.Report(EngagementReportState.Active);

        var answer = Said(await Client!.Terminate(new() { AlertId = Alert, SenderId = World.Orchestrator.SenderId }, default));

        Assert.Equal(EngagementReportState.Ended, answer.State);
        Assert.Empty(World.Mitigator.InPlace);
    }

    [Fact]
    public async Task What_the_asker_says_of_the_attack_is_kept_with_the_order_also_over_a_restart()
    {
        var application = await Start();
        var order = World.Order("mit-1/op2", Alert) with
        {
            Info = new() { AttackTypes = ["dns_amplification"], Severity = AttackSeverity.High, Ongoing = true, Direction = AttackDirection.In },
            Vendor = new() { Name = "example", Payload = new() { Content = [.. Enumerable.Repeat((byte)7, AttackDescription.MaximumSample + 1)] } },
        };
        Assert.IsType<Ok>(await Client!.Request(order, default));
        await World.Orchestrator.Report(EngagementReportState.Active);
        await World.Stop(application);
        application = await World.Start();

        var attack = application.Services.GetRequiredService<ControllerRuntime>().Book.Held.Single().Terms!.Attack!;

        Assert.Equal(("dns_amplification", AttackSeverity.High, true, AttackDirection.In), (attack.Info!.AttackTypes.Single(), attack.Info.Severity, attack.Info.Ongoing, attack.Info.Direction));
        Assert.Equal(("example", 64), (attack.Vendor!.Name, attack.Vendor.Payload!.Hash!.Length));
        Assert.Empty(attack.Vendor.Payload.Content);
    }
}
