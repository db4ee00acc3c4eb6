using Grains.Customers;
using Grains.Mitigations;
using Grains.Operators;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Grains.Tests.Operators;

/// <summary>Three heartbeats missed: lost, visible, an alarm, and no mitigation ends for it (mechanism, section 1).</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public async Task Silent_operator_is_lost_with_an_alarm_keeps_its_engagements_and_is_back_with_its_next_answer()
    {
        var log = new RecordedLog<OperatorGrain>();
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using var world = await GrainsWorld.Start(times: times, more: s => s.AddSingleton<ILogger<OperatorGrain>>(log));
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));

        world.Silent["op2"] = true;

        await Until(world, "op2", h => h.Lost);
        await Until(world, "op3", h => !h.Lost);
        Assert.Contains(log.Entries, e => e is { Level: LogLevel.Error, Id.Name: "Operator.Lost" } && e.Text.Contains("op2", StringComparison.Ordinal));
        var status = (await world.Status())!;
        Assert.True(status.Runs);
        Assert.All(status.Operators, o => Assert.Equal(EngagementState.Accepted, o.State));
        Assert.DoesNotContain(world.Orders, o => o.Order.Withdraw);

        world.Silent.TryRemove("op2", out _);

        await Until(world, "op2", h => !h.Lost);
        Assert.Contains(log.Entries, e => e.Id.Name == "Operator.Back");
    }

    [Fact]
    public async Task Plans_know_who_is_lost_and_how_many_entries_are_left()
    {
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using var world = await GrainsWorld.Start(times: times);

        world.Silent["op2"] = true;
        await Profile(world, "op2", p => p.Lost);
        await world.Grains.GetGrain<IOperatorGrain>("op3").Seen(new("of nothing known", 1, EngagementState.Active, null, 7));
        await Profile(world, "op3", p => p is { RulesFree: 7, Lost: false });
        world.Silent.TryRemove("op2", out _);
        await Profile(world, "op2", p => !p.Lost);
    }

    [Fact]
    public async Task That_an_operator_is_back_is_told_again_when_it_was_lost_on_the_way()
    {
        // Long enough that nobody is lost for real, which would be told anyway.
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromSeconds(3) };
        await using var world = await GrainsWorld.Start(times: times);

        await Until(world, "op3", h => h.LastSeen is not null);
        var before = (await world.Registry.Snapshot(0))!.Version;
        await world.Registry.Stands("op3", new(Lost: true, null));

        await Eventually.Sees(() => world.Registry.Snapshot(0), known => known!.Version != before && !known.Operators.Single(o => o.Member == "op3").Lost);
    }

    [Fact]
    public async Task Operator_that_had_no_entries_left_is_asked_again_after_it_registers_more()
    {
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using var world = await GrainsWorld.Start(times: times);

        // Nothing says that the world's own registration of op2 has been told before the first report; reports come again.
        await Eventually.Holds(async () =>
        {
            await world.Grains.GetGrain<IOperatorGrain>("op2").Seen(new("of nothing known", 1, EngagementState.Active, null, 0));
            return world.View.Current.Profile("op2")!.RulesFree == 0;
        });

        await world.Registry.Registered(new OperatorProfile { Member = "op2", Url = "https://op2", RulesFree = 1000 });

        await Profile(world, "op2", p => p.RulesFree == 1000);
        // What its grain tells with each heartbeat is no older: the next one has been told when op3's silence is.
        world.Silent["op3"] = true;
        await Profile(world, "op3", p => p.Lost);
        Assert.Equal(1000, world.View.Current.Profile("op2")!.RulesFree);
    }

    [Fact]
    public async Task Answers_to_orders_tell_how_many_entries_are_left()
    {
        await using var world = await GrainsWorld.Start();
        world.Answer = (_, order) => Task.FromResult(new DeliveryOutcome(
            new OrderAnswer(order.Engagement, order.Revision, order.Withdraw ? EngagementState.Ended : EngagementState.Active, null, order.Withdraw ? 10 : 0), null, false));
        await world.Ask();
        await Profile(world, "op2", p => p.RulesFree == 0);

        await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);

        await Profile(world, "op2", p => p.RulesFree == 10);
    }

    [Theory]
    [InlineData(false, 100, false, 100, false)]
    [InlineData(false, 100, false, 95, false)]
    [InlineData(false, 100, false, 80, true)]
    [InlineData(false, 1, false, 0, true)]
    [InlineData(false, null, false, 50, true)]
    [InlineData(false, 100, true, 100, true)]
    public void Small_changes_of_the_entries_left_are_not_told(bool lost, int? before, bool nowLost, int? now, bool told) =>
        Assert.Equal(told, new OperatorStanding(nowLost, now).DiffersFrom(new(lost, before)));

    private static Task Profile(GrainsWorld world, string @operator, Func<OperatorProfile, bool> reached) =>
        Eventually.Sees(() => world.View.Current.Profile(@operator)!, reached);

    [Fact]
    public async Task Operator_that_was_never_asked_and_never_speaks_is_missed_too()
    {
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using var world = await GrainsWorld.Start(times: times);
        world.Silent["op3"] = true;

        await Until(world, "op3", h => h.Lost);
    }

    private static Task Until(GrainsWorld world, string @operator, Func<OperatorHealth, bool> reached) =>
        Eventually.Sees(() => world.Grains.GetGrain<IOperatorGrain>(@operator).Health(), reached);
}
