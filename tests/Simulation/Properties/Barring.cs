using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>Property 3, for members that may not ask or help any more: what they asked for, and what they were asked, is withdrawn soon.</summary>
internal sealed class Barring(SimulatedWorld world)
{
    /// <summary>The next look at the members, and a write that may have to be tried again.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public void Check()
    {
        var since = world.Members.ChangedAt > world.Orchestrator.LastDisturbed ? world.Members.ChangedAt : world.Orchestrator.LastDisturbed;
        if (!world.Orchestrator.Up || world.Scheduler.Now <= since + Soon)
            return;
        foreach (var mitigation in world.Disk.All.Where(m => m.Runs))
        {
            if (!world.Members.MayAsk(MitigationKey.Parse(mitigation.Key)))
                world.Checker.Violated(3, $"{mitigation.Key} runs, though its asker may not ask since {world.Members.ChangedAt:HH:mm:ss}");
            foreach (var engagement in mitigation.Engagements.Values.Where(e => e.Stands && !world.Members.MayHelp(e.Operator)))
                world.Checker.Violated(3, $"{mitigation.Key}: {engagement.Operator} is engaged, though it may not help since {world.Members.ChangedAt:HH:mm:ss}");
        }
    }
}
