using Grains.Mitigations;
using Grains.Operators;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>Property 5: status never claims that an operator filters which has not said so of the newest order.</summary>
internal sealed class Claims(SimulatedWorld world)
{
    private readonly HashSet<(string Operator, string Engagement, int Revision)> _saidActive = [];

    public void Said(string @operator, OrderAnswer answer)
    {
        if (answer.State == EngagementState.Active)
            _saidActive.Add((@operator, answer.Engagement, answer.Revision));
    }

    public void Published(Mitigation state, MitigationStatus status)
    {
        world.Count("status.published");
        if (state.Phase == MitigationPhase.None)
            return;
        var key = MitigationKey.Parse(state.Key);
        foreach (var shown in status.Operators)
            if (shown.State == EngagementState.Active && !_saidActive.Contains((shown.Operator, key.Engagement(shown.Operator), state.Engagements[shown.Operator].Revision)))
                world.Checker.Violated(5, $"{key}: status says that {shown.Operator} is active at r{state.Engagements[shown.Operator].Revision}, which it never said");
    }
}
