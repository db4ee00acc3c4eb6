using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Properties;

/// <summary>
/// Property 6: a slow, silent or lying member delays no order to another beyond a stated bound, and changes no figure of another. The bound is looked at in histories
/// in which nothing but members misbehaves: elsewhere a lost message explains a delay as well.
/// </summary>
internal sealed class Isolation(SimulatedWorld world)
{
    /// <summary>Less than the deadline of one call to a member that never answers.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);

    private readonly Dictionary<(string Mitigation, string Operator), (int Revision, DateTimeOffset Since)> _unanswered = [];
    private readonly Dictionary<(string Mitigation, string Operator), double> _reported = [];

    public void Stored(MitigationKey key, Mitigation state)
    {
        foreach (var engagement in state.Engagements.Values)
        {
            var of = (key.ToString(), engagement.Operator);
            if (engagement.State is not (EngagementState.Intended or EngagementState.Withdrawing))
                _unanswered.Remove(of);
            else if (!_unanswered.TryGetValue(of, out var known) || known.Revision != engagement.Revision)
                _unanswered[of] = (engagement.Revision, world.Scheduler.Now);
        }
    }

    /// <summary>An operator tells what it dropped.</summary>
    public void Reported(string @operator, EngagementReport report)
    {
        if (MitigationKey.TryParseEngagement(report.Answer.Engagement, out var key, out _))
            _reported[(key.ToString(), @operator)] = Math.Max(report.Totals.DroppedBits, _reported.GetValueOrDefault((key.ToString(), @operator)));
    }

    public void Published(Mitigation state, MitigationStatus status)
    {
        foreach (var shown in status.Operators)
            if (shown.Figures.DroppedBits > _reported.GetValueOrDefault((state.Key, shown.Operator)))
                world.Checker.Violated(6, $"{state.Key}: status says that {shown.Operator} dropped {shown.Figures.DroppedBits} bits, which it never reported");
        if (state.Phase != MitigationPhase.None && Math.Abs(status.Totals.DroppedBits - status.Operators.Sum(o => o.Figures.DroppedBits)) > 1)
            world.Checker.Violated(6, $"{state.Key}: the totals are not those of the operators");
    }

    public void Check()
    {
        if (!world.Faults.OnlyMembersMisbehave)
            return;
        foreach (var ((mitigation, name), (revision, since)) in _unanswered)
            if (world.Controllers[name].Honest && world.Disk.Of(MitigationKey.Parse(mitigation)) is { } stored && stored.Phase != MitigationPhase.Closed
                && stored.Engagements[name] is { State: EngagementState.Intended } && world.Scheduler.Now > since + Bound)
                world.Checker.Violated(6, $"{mitigation}: {name} has not been asked r{revision} since {since:HH:mm:ss}, though only others are slow");
    }
}
