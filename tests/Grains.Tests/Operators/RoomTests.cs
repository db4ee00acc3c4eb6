using Grains.Mitigations;
using Grains.Operators;

namespace Grains.Tests.Operators;

/// <summary>What an operator keeps for plans before they are ordered.</summary>
public sealed class RoomTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddHours(1);

    [Theory]
    [InlineData(EngagementState.Released)]
    [InlineData(EngagementState.Exhausted)]
    [InlineData(EngagementState.Declined)]
    [InlineData(EngagementState.Ended)]
    public async Task What_a_report_says_is_free_again_is_so_once(EngagementState state)
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", RulesFree = 64 });
        Assert.Null(await Reserve(world, "a1", 32));
        await Op2(world).Seen(new(Engagement("a1"), 1, EngagementState.Active, null, 32));
        await Op2(world).Seen(new(Engagement("a1"), 1, state, null, 40));
        await Op2(world).Expect(Engagement("a1"), new(0, 0, Later));

        Assert.Equal(20, (await Reserve(world, "a2", 1000))!.Rules);
    }

    [Fact]
    public async Task What_is_said_of_the_last_order_frees_nothing_that_is_kept_for_the_next()
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", RulesMax = 64, RulesFree = 64 });
        Assert.Null(await Reserve(world, "a1", 32, revision: 3));
        await Op2(world).Seen(new(Engagement("a1"), 2, EngagementState.Ended, null, 64));

        Assert.Equal(16, (await Reserve(world, "a2", 1000))!.Rules);
    }

    private static async Task<GrainsWorld> World(OperatorProfile op2)
    {
        var world = await GrainsWorld.Start();
        await world.Registry.Registered(op2);
        await world.View.Refresh();
        return world;
    }

    private static IOperatorGrain Op2(GrainsWorld world) => world.Grains.GetGrain<IOperatorGrain>("op2");

    private static string Engagement(string asker) => new MitigationKey(asker, GrainsWorld.Alert).Engagement("op2");

    private static Task<OperatorRoom?> Reserve(GrainsWorld world, string asker, int rules, double bps = 0, OperatorRoom? known = null, int held = 0, int revision = 1) =>
        Op2(world).Reserve(Engagement(asker), new(rules, bps, Later, Revision: revision), held, known);
}
