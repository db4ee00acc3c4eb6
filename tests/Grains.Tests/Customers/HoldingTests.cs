using Dots.Addressing;
using Grains.Mitigations;
using Grains.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Customers;

/// <summary>Nobody keeps a filter on address space that is not its own any more (design, section 3, property 1).</summary>
public sealed class HoldingTests
{
    [Fact]
    public async Task Filter_without_end_goes_with_the_zone_that_it_protects_and_only_that()
    {
        await using var world = await GrainsWorld.Start();
        var other = new string('b', 64);
        await world.Ask(request: GrainsWorld.Request("192.0.2.1") with { Lifetime = TimeSpan.Zero });
        await world.Ask(request: GrainsWorld.Request("192.0.2.129") with { Lifetime = TimeSpan.Zero }, alert: other);
        await world.Until(m => m.Operators.Length == 2 && m.Operators.All(o => o.State == EngagementState.Accepted));

        // customer1, for whom op1 may ask, still holds 192.0.2.128/25.
        Assert.Null(await world.Registry.Approve(GrainsWorld.As("admin1"), "op1", new("checked again", Zones: [Prefix.Parse("203.0.113.0/25")]), "sold its space"));
        await world.Seen();

        var ended = await world.Until(m => m.Phase == MitigationPhase.Closed);
        Assert.Equal(EndReason.Unproven, ended.EndReason);
        Assert.Equal(2, world.Orders.Count(o => o.Order.Withdraw));
        Assert.True((await world.Status(alert: other))!.Runs);
    }

    [Fact]
    public async Task Member_removed_while_its_request_is_stored_is_answered_and_its_filters_go()
    {
        await using var world = await GrainsWorld.Start(more: s => s.AddSingleton(new PlanningView(RpkiMode.Warn)));
        using var writing = new SemaphoreSlim(0);
        using var removed = new SemaphoreSlim(0);
        world.Scripted.BeforeWrite = async write =>
        {
            if (write.Key.Type != "mitigation")
                return;
            writing.Release();
            await removed.WaitAsync();
        };
        var asked = world.Ask(request: GrainsWorld.Request("192.0.2.129"));
        await writing.WaitAsync();
        await world.Registry.Replace(GrainsWorld.Consortium with { Members = [.. GrainsWorld.Consortium.Members.Where(m => m.Id != "op1")] }, "test");
        await world.Seen();
        removed.Release(100);

        Assert.True((await asked).Status!.Runs);
        Assert.Equal(EndReason.Suspended, (await world.Until(m => m.Phase == MitigationPhase.Closed)).EndReason);
    }
}
