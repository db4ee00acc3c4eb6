using System.Collections.Immutable;
using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>
/// Property 6, for what several ask of one operator: plans order no more filter entries of it than it gives, those of other mitigations included. Looked at where plans
/// heed what operators have; what a controller has let go of may be given to the next before its word of that has arrived.
/// </summary>
internal sealed class Sharing(SimulatedWorld world)
{
    public void Stored(Mitigation state, ImmutableArray<MitigationEvent> events)
    {
        if (world.Paths is null || state.Phase != MitigationPhase.Planned)
            return;
        foreach (var name in events.SelectMany(Ordered).Distinct())
            if (world.Controllers[name] is var controller && Taken(name) is var taken && taken > controller.Rules)
                world.Checker.Violated(6, $"{state.Key}: {name} gives {controller.Rules} filter entries, and {taken} of them are ordered");
    }

    private static IEnumerable<string> Ordered(MitigationEvent happened) => happened switch
    {
        MitigationEvent.Planned e => e.Assignments.Keys,
        MitigationEvent.Recruited e => e.Assignments.Keys,
        MitigationEvent.Replanned e => e.Assignments.Keys,
        _ => [],
    };

    private int Taken(string name) => world.Disk.All.SelectMany(m => m.Engagements.Values.Where(e => e.Operator == name && e.Stands).Select(e => (Of: MitigationKey.Parse(m.Key).Engagement(name), Engagement: e)))
        .Sum(e => world.Controllers[name].Keeps(e.Of, e.Engagement.Revision, e.Engagement.Assignment.Match.Rows) ?? 0);
}
