using Controller.Orders;
using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Controllers;

/// <summary>Carries reports to the orchestrator: the newest of each engagement, again and again until it was answered.</summary>
internal sealed class Reporter(SimulatedWorld world, ControllerHost owner, Life life, TimeProvider clock) : IOrderReports
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, EngagementReport> _newest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sending = new(StringComparer.Ordinal);
    private long _number;

    public void Send(OrderReport report)
    {
        _number = Math.Max(_number + 1, clock.GetUtcNow().UtcTicks);
        var engagement = report.Order.Engagement;
        _newest[engagement] = new(owner.Says(report.Order), _number, Totals(report.Measured));
        if (_sending.Add(engagement))
            Push(engagement);
    }

    private void Push(string engagement)
    {
        if (!_newest.TryGetValue(engagement, out var report))
        {
            _sending.Remove(engagement);
            return;
        }

        report = owner.Lies(report);
        world.Count("report.sent");
        world.Checker.Said(owner.Name, report.Answer);
        world.Checker.Reported(owner.Name, report);
        world.Network.Call<Answered>(life, owner.Name, Deadline, reply => world.Orchestrator.Report(owner.Name, report, taken => reply(new(taken))), answer =>
        {
            if (answer is null)
            {
                life.After(Again, () => Push(engagement));
                return;
            }

            world.Count(answer.Taken ? "report.taken" : "report.refused");
            if (_newest[engagement].Number == report.Number || !answer.Taken)
                _newest.Remove(engagement);
            Push(engagement);
        });
    }

    private static Figures Totals(Measurement? measured) => measured is null ? Figures.Zero : new()
    {
        DroppedPackets = measured.Dropped.Packets, DroppedBits = measured.Dropped.Bits, DroppedBps = measured.Dropped.AverageBps, DroppedPps = measured.Dropped.AveragePps,
    };

    private sealed record Answered(bool Taken);
}
