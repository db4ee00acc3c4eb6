using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Orchestrator.Gateway.Tests;

/// <summary>One request all the way over real TLS, and back.</summary>
public sealed class PathTests
{
    [Fact]
    public async Task Request_reaches_controllers_and_their_reports_reach_the_asker()
    {
        await using var world = await GatewayWorld.Start();
        await using var asker = await ScriptedController.Start(world, "op1", 64501);
        await using var op2 = await ScriptedController.Start(world, "op2", 64502);
        await using var op3 = await ScriptedController.Start(world, "op3", 64503);

        var accepted = Assert.IsType<SendResult<MitigationStatusUpdates>.Ok>(await world.As("op1").Request(world.Request(), CancellationToken.None)).Message;

        // What is left of the hour when the answer is written: on a busy machine a second or more is gone by then.
        Assert.InRange(accepted.Lifetime!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        var order = await GatewayWorld.Until(() => Task.FromResult(op2.Orders.FirstOrDefault()), o => o is not null);
        await GatewayWorld.Until(() => Task.FromResult(op3.Orders.Count), n => n == 1);

        var alert = Grains.Mitigations.MitigationKey.TryParseEngagement(order!.Id, out var key, out _) ? key.ControllersAlert : "";
        Assert.IsType<SendResult<Nothing>.Ok>(await op2.Report(order, alert, 64502, EngagementReportState.Active, 1, bits: 600_000));

        var seen = await GatewayWorld.Until(() => Task.FromResult(asker.Statuses.LastOrDefault()), s => s?.Extension?.Mitigation?.Operators.Any(o => o is { Name: "op2", State: "active" }) == true);
        Assert.Equal(0.6, seen!.Extension!.Mitigation!.Removed);
        Assert.Equal(GatewayWorld.Alert, seen.AlertId);

        var done = Assert.IsType<SendResult<MitigationStatusUpdates>.Ok>(await world.As("op1").Terminate(
            new MitigationTerminationRequest { AlertId = GatewayWorld.Alert, SenderId = world.SenderId("op1"), SenderAsn = 64501 }, CancellationToken.None)).Message;
        Assert.Equal(MitigationStatus.Done, done.Status);
        await GatewayWorld.Until(() => Task.FromResult((op2.Withdrawals.Count, op3.Withdrawals.Count)), n => n is (1, 1));
        Assert.Equal(2, op2.Withdrawals.Single().Revision);
    }
}
