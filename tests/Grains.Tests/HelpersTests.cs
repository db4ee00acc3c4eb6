using Grains.Consortium;
using Grains.Customers;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Operators;
using Support;

namespace Grains.Tests;

/// <summary>Who helps, and who no longer: efficacy, suspension and stops, through all grains.</summary>
public sealed class HelpersTests
{
    [Fact]
    public async Task Efficacy_is_told_to_engaged_controllers_and_kept()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));

        Assert.Null((await Told(world, 20)).Refused);

        await world.Eventually(() => world.Notices.Count(n => n.Notice == new OperatorNotice(OperatorNews.Efficacy, Key.ControllersAlert, false, 20)) == 2);
        Assert.Null((await Told(world, 20)).Refused);
        Assert.Equal(["efficacy"], (await world.Ledger(Key)).Where(k => k == "efficacy"));
        Assert.Equal(RefusalReason.NotApproved, (await world.Grains.GetGrain<ICustomerGrain>("op1").Efficacy(GrainsWorld.As("op2"), GrainsWorld.Alert, Report(20))).Refused!.Reason);
        Assert.Equal(RefusalReason.NotFound, (await world.Grains.GetGrain<ICustomerGrain>("op1").Efficacy(GrainsWorld.As("op1"), new string('b', 64), Report(20))).Refused!.Reason);
    }

    [Fact]
    public async Task Controllers_last_word_is_acknowledged()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
        await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);
        await world.Until(s => s.Phase == MitigationPhase.Closed);

        await world.Eventually(() => world.Notices.Count(n => n.Notice.News == OperatorNews.Acknowledgement) == 2);
        Assert.Null(await world.Grains.GetGrain<ICustomerGrain>("op1").Acknowledge(GrainsWorld.As("op1"), GrainsWorld.Alert));
        Assert.Equal(RefusalReason.NotFound, (await world.Grains.GetGrain<ICustomerGrain>("op1").Acknowledge(GrainsWorld.As("op1"), new string('b', 64)))!.Reason);
    }

    [Fact]
    public async Task Suspended_asker_loses_what_it_asked_for()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));

        Assert.Null(await world.Registry.Suspend(Administrator, "op1", "test"));

        var ended = await world.Until(s => s.Phase == MitigationPhase.Closed);
        Assert.Equal(EndReason.Suspended, ended.EndReason);
        Assert.Equal(["op2", "op3"], world.Orders.Where(o => o.Order.Withdraw).Select(o => o.Operator).Distinct().Order());
    }

    [Fact]
    public async Task Suspended_operator_is_withdrawn_though_it_may_not_be_asked_any_more_and_another_is_asked()
    {
        await using var world = await GrainsWorld.Start();
        world.Chosen = ["op2"];
        await world.Ask();
        await world.Until(s => s.Operators is [{ Operator: "op2", State: EngagementState.Accepted }]);
        world.Chosen = null;

        Assert.Null(await world.Registry.Suspend(Administrator, "op2", "test"));

        var status = await world.Until(s => s.Operators.Any(o => o is { Operator: "op3", State: EngagementState.Accepted }) && s.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Ended }));
        Assert.True(status.Runs);
        Assert.Contains(world.Orders, o => o is { Operator: "op2", Order.Withdraw: true });
    }

    [Fact]
    public async Task Stop_of_everything_ends_what_runs_over_a_restart_too()
    {
        using var folder = new TempFolder();
        var world = await GrainsWorld.Start(folder);
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
        Assert.Null(await world.Registry.Stop(Administrator, StopScope.All, null, "test"));

        world = await world.Restart();

        await using (world)
        {
            var ended = await world.Until(s => s.Phase == MitigationPhase.Closed);
            Assert.Equal(EndReason.Stopped, ended.EndReason);
        }
    }

    private static MitigationKey Key => new("op1", GrainsWorld.Alert);

    private static Principal Administrator => new("admin1", "admin1-key", "192.0.2.7");

    private static EfficacyReport Report(int health) => new(DateTimeOffset.UnixEpoch, false, health, 50);

    private static Task<MitigationAnswer> Told(GrainsWorld world, int health) =>
        world.Grains.GetGrain<ICustomerGrain>("op1").Efficacy(GrainsWorld.As("op1"), GrainsWorld.Alert, Report(health));
}
