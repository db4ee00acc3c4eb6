using System.Text;
using Grains.Consortium;
using Grains.Identity;
using Grains.Mitigations;
using Support;

namespace Grains.Tests.Consortium;

/// <summary>Stops hold for new requests, over a restart too, and the ledger has them.</summary>
public sealed class StopTests
{
    private static readonly Principal Administrator = new("admin1", "admin1-key", "192.0.2.7");

    [Fact]
    public async Task Stopped_asker_is_refused_with_who_when_and_why_until_it_is_resumed()
    {
        using var folder = new TempFolder();
        var world = await GrainsWorld.Start(folder);
        Assert.Null(await world.Registry.Stop(Administrator, StopScope.Asker, "op1", "asks for what it does not have"));
        world = await world.Restart();
        await using (world)
        {
            var refused = (await world.Ask()).Refused;

            Assert.Equal(RefusalReason.Stopped, refused?.Reason);
            Assert.Contains("asker op1 was stopped by admin1", refused?.Detail);
            Assert.Contains("asks for what it does not have", refused?.Detail);
            Assert.Null((await world.Ask("customer1", GrainsWorld.Request("192.0.2.130"))).Refused);

            Assert.Null(await world.Registry.Resume(Administrator, StopScope.Asker, "op1", "sorted out"));
            await world.Seen();
            Assert.Null((await world.Ask()).Refused);
        }
    }

    [Fact]
    public async Task Stopped_mitigation_is_not_taken_up_again()
    {
        await using var world = await GrainsWorld.Start();
        Assert.Null(await world.Registry.Stop(Administrator, StopScope.Mitigation, "op1:" + GrainsWorld.Alert, "hits the wrong customer"));
        await world.Seen();

        Assert.Equal(RefusalReason.Stopped, (await world.Ask()).Refused?.Reason);
        Assert.Null((await world.Ask(alert: new string('b', 64))).Refused);
    }

    [Fact]
    public async Task Operator_suspended_while_the_plan_is_made_is_not_asked()
    {
        await using var world = await GrainsWorld.Start();
        world.Chosen = ["op3"];
        await world.Ask();
        await world.Until(m => m.Operators is [{ Operator: "op3", State: EngagementState.Accepted }]);

        using var planned = new SemaphoreSlim(0);
        world.Chosen = ["op2"];
        world.Planning = planned.Wait;
        await world.Ask(request: GrainsWorld.Request("192.0.2.2"), date: DateTimeOffset.UnixEpoch.AddSeconds(1), hash: "h2");
        await world.Eventually(() => world.Planned.Count == 2);
        foreach (var member in new[] { "op2", "op3" })
            Assert.Null(await world.Registry.Suspend(Administrator, member, "certificate lost"));
        await world.Seen();
        // It has looked at the members once more when op3's filter goes.
        await world.Eventually(() => world.Orders.Any(o => o is { Operator: "op3", Order.Withdraw: true }));
        planned.Release(100);

        await world.Until(m => m is { Phase: MitigationPhase.Planned, Operators: [{ Operator: "op3" }] } && m.Targets[0].ToString() == "192.0.2.2/32");
        Assert.DoesNotContain(world.Orders, o => o.Operator == "op2");
    }

    [Fact]
    public async Task Who_may_not_stop_is_refused_and_nothing_is_stopped()
    {
        await using var world = await GrainsWorld.Start();

        Assert.Equal(RefusalReason.NotApproved, (await world.Registry.Stop(GrainsWorld.As("op2"), StopScope.All, null, "no more attacks, please"))?.Reason);
        await world.Seen();

        Assert.Null((await world.Ask()).Refused);
    }

    [Fact]
    public async Task Ledger_tells_who_stopped_and_resumed_what_from_where_and_why()
    {
        await using var world = await GrainsWorld.Start();
        await world.Registry.Stop(Administrator, StopScope.Operator, "op2", "its filters leak");
        await world.Registry.Resume(Administrator, StopScope.Operator, "op2", "mended");

        var told = new List<string>();
        await foreach (var entry in world.Store.Ledger("consortium", "0"))
            told.Add(entry.Event.Kind + " " + Encoding.UTF8.GetString(entry.Event.Content.Span));

        Assert.Equal("""stopped {"by":"admin1","key":"admin1-key","from":"192.0.2.7","why":"its filters leak","scope":"operator","subject":"op2"}""", told[^2]);
        Assert.StartsWith("""resumed {"by":"admin1","key":"admin1-key","from":"192.0.2.7","why":"mended","scope":"operator","subject":"op2","stoppedBy":"admin1",""", told[^1], StringComparison.Ordinal);
    }
}
