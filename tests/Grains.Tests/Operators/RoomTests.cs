using System.Collections.Concurrent;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Grains.Tests.Operators;

/// <summary>What an operator keeps for plans before they are ordered.</summary>
public sealed class RoomTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddHours(1);

    [Fact]
    public async Task Many_that_plan_at_the_same_moment_are_each_told_once_what_there_is()
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", RulesMax = 4096, RulesFree = 4096 });
        var kept = new Dictionary<string, int>();
        var told = new Dictionary<string, OperatorRoom>();
        foreach (var asker in Enumerable.Range(1, 20).Select(n => $"a{n}"))
            if (await Reserve(world, asker, 2048) is { } room)
                told[asker] = room;
            else
                kept[asker] = 2048;

        // Each makes its plan again with what it was told, the last one first, and all the others do meanwhile.
        Assert.Equal(["a1"], kept.Keys);
        foreach (var (asker, room) in told.Reverse().Where(t => t.Value.Rules > 0))
        {
            Assert.Null(await Reserve(world, asker, room.Rules!.Value, known: room));
            kept[asker] = room.Rules.Value;
        }

        Assert.InRange(kept.Values.Sum(), 2048, 4096);
    }

    [Fact]
    public async Task Capacity_that_a_plan_was_told_of_is_there_when_it_comes_back()
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", ScrubBps = 1000 });
        var told = new Dictionary<string, OperatorRoom>();
        foreach (var asker in new[] { "a1", "a2", "a3", "a4" })
            if (await Reserve(world, asker, 1, bps: 500) is { } room)
                told[asker] = room;

        Assert.Equal(["a2", "a3", "a4"], told.Keys.Order());
        foreach (var (asker, room) in told.Reverse())
            Assert.Null(await Reserve(world, asker, 1, FairShare.Bps(1000, room.OthersBps)!.Value, room));
        Assert.Equal([500.0, 750, 875], told.OrderBy(t => t.Key).Select(t => t.Value.OthersBps));
    }

    [Fact]
    public async Task Several_of_one_asker_of_which_only_capacity_is_kept_can_be_given_back()
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", RulesFree = 0, ScrubBps = 1000 });
        string[] several = [new MitigationKey("a1", "one").Engagement("op2"), new MitigationKey("a1", "two").Engagement("op2")];
        foreach (var engagement in several)
            Assert.Equal(0, (await Op2(world).Reserve(engagement, new(1, 100, Later), 0, null))!.Rules);
        foreach (var engagement in several)
            await Op2(world).Expect(engagement, new(0, 0, Later));

        Assert.Equal(0, (await Reserve(world, "a2", 1, bps: 100))!.OthersBps);
    }

    [Fact]
    public async Task Plan_for_less_gives_nothing_away_before_it_is_ordered()
    {
        await using var world = await World(new() { Member = "op2", Url = "https://op2", RulesMax = 64, RulesFree = 64, ScrubBps = 1000 });
        await Op2(world).Expect(Engagement("a1"), new(32, 500, Later));
        Assert.Null(await Reserve(world, "a1", 8, bps: 100, held: 32));

        Assert.Equal(new OperatorRoom(16, 500), await Reserve(world, "a2", 64));
    }

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

    [Fact]
    public async Task Operators_that_cannot_keep_anything_keep_no_plan_from_being_ordered_and_are_waited_for_once()
    {
        var log = new RecordedLog<MitigationGrain>();
        var (asked, released) = (new ConcurrentQueue<string>(), new TaskCompletionSource());
        await using var world = await GrainsWorld.Start(more: services =>
        {
            services.AddSingleton<ILogger<MitigationGrain>>(log);
            services.AddSingleton<IIncomingGrainCallFilter>(new Hanging(asked, released.Task));
        });

        // One hangs; the other has no room, so that the plan is made again; and again it is asked what it could take.
        await world.Registry.Registered(new() { Member = "op3", Url = "https://op3", RulesFree = 0 });
        await world.View.Refresh();
        await world.Ask();

        await world.Until(s => s.Operators.Count(o => o.State == EngagementState.Accepted) == 2);
        Assert.Equal(["op2", "op3", "op3"], asked.Order());
        Assert.Contains("op2", Assert.Single(log.Entries, e => e.Id.Name == "Mitigation.NotReserved").Text, StringComparison.Ordinal);
        released.SetResult();
    }

    private static async Task<GrainsWorld> World(OperatorProfile op2)
    {
        var world = await GrainsWorld.Start();
        await world.Registry.Registered(op2);
        await world.View.Refresh();

        // One that is not active yet may take a call that nobody waits for after the next one.
        await Op2(world).Health();
        return world;
    }

    private static IOperatorGrain Op2(GrainsWorld world) => world.Grains.GetGrain<IOperatorGrain>("op2");

    private static string Engagement(string asker) => new MitigationKey(asker, GrainsWorld.Alert).Engagement("op2");

    private static Task<OperatorRoom?> Reserve(GrainsWorld world, string asker, int rules, double bps = 0, OperatorRoom? known = null, int held = 0, int revision = 1) =>
        Op2(world).Reserve(Engagement(asker), new(rules, bps, Later, Revision: revision), held, known);

    /// <summary>The grain of op2 does not say what it keeps.</summary>
    private sealed class Hanging(ConcurrentQueue<string> asked, Task released) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.ImplementationMethod.Name == nameof(IOperatorGrain.Reserve) && context.Grain is OperatorGrain grain)
            {
                asked.Enqueue(grain.GetPrimaryKeyString());
                if (grain.GetPrimaryKeyString() == "op2")
                    await released;
            }

            await context.Invoke();
        }
    }
}
