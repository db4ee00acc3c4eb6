using Simulation.Runs;

namespace Simulation.Tests.Runs;

public sealed class SimulationRunTests
{
    [Fact]
    public void Thousand_histories_keep_every_property()
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (var seed = 1; seed <= 1000; seed++)
        {
            var run = SimulationRun.Of(seed, counts);
            Assert.True(run.Violations.Count == 0, $"./simulate --replay {seed}: {string.Join("; ", run.Violations)}");
        }

        // What never happens is not proven to go well.
        foreach (var what in Needed)
            Assert.True(counts.GetValueOrDefault(what) > 0, $"{what} never happened");
    }

    [Fact]
    public void Same_seed_has_the_same_history()
    {
        for (var seed = 1; seed <= 20; seed++)
            Assert.Equal(Record(seed), Record(seed));
    }

    [Fact]
    public void Other_seed_has_another_history() => Assert.NotEqual(Record(1), Record(2));

    [Fact]
    public void Recording_changes_nothing()
    {
        Dictionary<string, int> read = new(StringComparer.Ordinal), unread = new(StringComparer.Ordinal);
        SimulationRun.Of(5, read, recording: true);
        SimulationRun.Of(5, unread);

        Assert.Equal(read, unread);
    }

    private static readonly string[] Needed =
    [
        "network.lost", "network.doubled", "network.late", "network.very-late", "network.unreachable",
        "store.full", "store.write-failed-before", "store.write-failed-after", "disk.full", "disk.write-failed-before", "disk.write-failed-after", "disk.slow",
        "kill.controller", "kill.orchestrator", "asker.killed", "kill.step.write.before", "kill.step.write.after", "kill.step.send", "kill.step.send-order",
        "kill.step.apply.before", "kill.step.apply.after", "kill.step.withdraw.before", "kill.step.withdraw.after", "kill.step.answer",
        "router.apply-failed", "router.withdraw-failed", "router.declined", "router.restarted", "router.lagged", "router.apply-cancelled",
        "controller.lie", "order.foreign-refused", "order.repeated", "planner.failed", "grain.message-lost", "mitigation.read-back",
        "event.Accepted", "event.Refreshed", "event.Rescoped", "event.Planned", "event.EngagementMoved", "event.Counted", "event.Flagged", "event.Renewed", "event.Ended", "event.Closed",
        "event.Recruiting", "event.Recruited", "event.Changed", "event.EfficacyTold", "event.Paused", "event.Dismissed", "event.Acknowledged", "event.Used", "event.Settled",
        "member.suspended", "member.approved again", "member.stopped", "member.resumed",
        "heard.Accepted", "heard.Active", "heard.Declined", "heard.Released", "heard.Ended",
        "asker.terminates", "asker.goes-silent", "asker.repeats", "asker.old-message", "asker.repeats-ended",
    ];

    private static IReadOnlyList<string> Record(int seed) => SimulationRun.Of(seed, new(StringComparer.Ordinal), recording: true).Lines;
}
