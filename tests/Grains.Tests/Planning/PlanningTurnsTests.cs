using System.Collections.Concurrent;
using Grains.Planning;

namespace Grains.Tests.Planning;

/// <summary>Plans cost processors: nobody's keep others from being planned for.</summary>
public sealed class PlanningTurnsTests
{
    [Fact]
    public async Task Asker_with_many_plans_is_worked_for_one_at_a_time_and_others_wait_for_one_of_them()
    {
        var (turns, done, now, most) = (new PlanningTurns(1), new ConcurrentQueue<string>(), 0, 0);
        using var start = new ManualResetEventSlim();
        var first = turns.Run("flood", () => start.Wait(TimeSpan.FromSeconds(60)));
        Task[] flood = [.. Enumerable.Range(0, 20).Select(_ => Work("flood"))];
        var other = Work("other");
        Assert.Empty(done);

        start.Set();
        await Task.WhenAll([first, .. flood, other]);

        Assert.True(await first);
        Assert.Equal(1, most);
        Assert.InRange(done.ToList().IndexOf("other"), 0, 1);

        Task Work(string asker) => turns.Run(asker, () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            done.Enqueue(asker);
            return Interlocked.Decrement(ref now);
        });
    }

    [Fact]
    public async Task Work_that_fails_leaves_its_place_to_the_next()
    {
        var turns = new PlanningTurns(1);

        await Assert.ThrowsAsync<FormatException>(() => turns.Run<int>("one", () => throw new FormatException("no")));

        Assert.Equal(7, await turns.Run("one", () => 7));
        Assert.Equal(8, await turns.Run("other", () => 8));
    }

    [Fact]
    public async Task Several_askers_are_worked_for_at_once_as_far_as_there_are_places()
    {
        var turns = new PlanningTurns(2);
        using var both = new Barrier(2);

        var met = await Task.WhenAll(turns.Run("one", () => both.SignalAndWait(TimeSpan.FromSeconds(60))), turns.Run("two", () => both.SignalAndWait(TimeSpan.FromSeconds(60))));

        Assert.Equal([true, true], met);
    }
}
