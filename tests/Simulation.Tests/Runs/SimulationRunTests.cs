using Simulation.Runs;

namespace Simulation.Tests.Runs;

public sealed class SimulationRunTests
{
    [Fact]
    public void Five_thousand_histories_keep_every_property()
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        Parallel.For(
            0,
            Slices,
            () => new Dictionary<string, int>(StringComparer.Ordinal),
            (slice, _, seen) =>
            {
                for (var seed = slice + 1; seed <= Histories; seed += Slices)
                {
                    var run = SimulationRun.Of(seed, seen);
                    Assert.True(run.Violations.Count == 0, $"./simulate --replay {seed}: {string.Join("; ", run.Violations)}");
                }

                return seen;
            },
            seen =>
            {
                lock (counts)
                    foreach (var (what, count) in seen)
                        counts[what] = counts.GetValueOrDefault(what) + count;
            });

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

    private const int Histories = 5000;
    private const int Slices = 50;

    private static readonly string[] Needed =
    [
        "network.lost", "network.doubled", "network.late", "network.very-late", "network.unreachable",
        "store.full", "store.write-failed-before", "store.write-failed-after", "disk.full", "disk.write-failed-before", "disk.write-failed-after", "disk.slow",
        "kill.controller", "kill.orchestrator", "asker.killed", "kill.step.write.before", "kill.step.write.after", "kill.step.send", "kill.step.send-order",
        "kill.step.apply.before", "kill.step.apply.after", "kill.step.withdraw.before", "kill.step.withdraw.after", "kill.step.answer",
        "router.apply-failed", "router.withdraw-failed", "router.declined", "router.restarted", "router.lagged", "router.apply-cancelled",
        "controller.lie", "order.foreign-refused", "order.repeated", "planner.failed", "grain.message-lost", "mitigation.read-back",
        "event.Accepted", "event.Refreshed", "event.Narrowed", "event.Rescoped", "event.Planned", "event.EngagementMoved", "event.Counted", "event.Flagged", "event.Renewed", "event.Ended", "event.Closed",
        "event.Replanning", "event.Replanned", "event.Kept", "event.Readmitted", "map.changed", "asker.shift", "sighting.Taken", "sighting.NotAsked", "sighting.Repeated",
        "event.Recruiting", "event.Recruiting in vain", "event.Recruited", "event.Changed", "event.EfficacyTold", "event.Paused", "event.Dismissed", "event.Acknowledged", "event.Used", "event.Settled",
        "member.suspended", "member.approved again", "member.stopped", "member.resumed", "member.given another key", "member.rid of its old key", "controller.silent",
        "heard.Accepted", "heard.Active", "heard.Declined", "heard.Released", "heard.Ended",
        "people.stopped", "people.resumed", "people.approved", "people.declined", "order.change-waits",
        "plan.made-again", "asker.terminates", "asker.goes-silent", "asker.repeats", "asker.old-message", "asker.repeats-ended",
    ];

    private static IReadOnlyList<string> Record(int seed) => SimulationRun.Of(seed, new(StringComparer.Ordinal), recording: true).Lines;
}
