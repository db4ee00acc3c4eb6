using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>Property 4: what was acknowledged is there after any crash, with its plan going on; what has ended is never revived.</summary>
internal sealed class Acceptance(SimulatedWorld world)
{
    private static readonly TimeSpan PlannedWithin = TimeSpan.FromSeconds(90);

    private readonly SortedDictionary<string, (DateTimeOffset Date, bool Ended, MitigationKey Key)> _acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (MitigationPhase Phase, DateTimeOffset Since)> _phases = new(StringComparer.Ordinal);

    public bool AllClosed => world.Disk.All.All(m => m.Phase == MitigationPhase.Closed);

    public void Acknowledged(MitigationKey key, MitigationCommand command)
    {
        var (date, ended, _) = _acknowledged.GetValueOrDefault(key.ToString(), (DateTimeOffset.MinValue, false, key));
        if (command is MitigationCommand.Ask ask && ask.Date > date)
            date = ask.Date;
        _acknowledged[key.ToString()] = (date, ended || command is MitigationCommand.Withdraw, key);
    }

    public void Stored(MitigationKey key, Mitigation state)
    {
        var (before, since) = _phases.GetValueOrDefault(key.ToString());
        if (before is MitigationPhase.Withdrawing or MitigationPhase.Closed && state.Runs)
            world.Checker.Violated(4, $"{key} had ended and runs again");
        _phases[key.ToString()] = (state.Phase, before == state.Phase ? since : world.Scheduler.Now);
    }

    /// <summary>The orchestrator starts: all it ever acknowledged must be stored.</summary>
    public void Survived()
    {
        foreach (var (date, ended, key) in _acknowledged.Values)
        {
            var stored = world.Disk.Of(key);
            if (stored is null)
                world.Checker.Violated(4, $"{key} was acknowledged and is lost");
            else if (stored.Runs && stored.RequestDate < date)
                world.Checker.Violated(4, $"{key}: the request of {date:HH:mm:ss} was acknowledged, stored is that of {stored.RequestDate:HH:mm:ss}");
            else if (stored.Runs && ended)
                world.Checker.Violated(4, $"{key}: its end was acknowledged and is lost");
        }
    }

    public void Check()
    {
        if (!world.Orchestrator.Up)
            return;
        foreach (var (key, (phase, since)) in _phases)
            if (phase == MitigationPhase.Accepted && world.Scheduler.Now > (since > world.Orchestrator.LastDisturbed ? since : world.Orchestrator.LastDisturbed) + PlannedWithin)
                world.Checker.Violated(4, $"{key} was accepted at {since:HH:mm:ss} and is not planned yet");
    }
}
