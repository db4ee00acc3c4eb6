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
    public async Task Operator_that_was_never_asked_and_never_speaks_is_missed_too()
    {
        var times = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using var world = await GrainsWorld.Start(times: times);
        world.Silent["op3"] = true;

        await Until(world, "op3", h => h.Lost);
    }

    private static async Task Until(GrainsWorld world, string @operator, Func<OperatorHealth, bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!reached(await world.Grains.GetGrain<IOperatorGrain>(@operator).Health()))
            await pause.WaitForNextTickAsync(patience.Token);
    }
}
