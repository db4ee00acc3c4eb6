using Grains.Mitigations;
using Simulation.World;
using Storage.Shells;

namespace Simulation.Tests.Defects;

/// <summary>The real rules of a mitigation with one thing wrong.</summary>
internal abstract class DefectiveRules : Seams
{
    public override IRules<Mitigation, MitigationCommand, MitigationEvent> Rules(IRules<Mitigation, MitigationCommand, MitigationEvent> real) => new Wrong(this, real);

    /// <summary>The state as the decision sees it.</summary>
    protected virtual Mitigation Known(Mitigation state, MitigationCommand command) => state;

    /// <summary>What becomes of the state after an event.</summary>
    protected virtual Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => after;

    protected static Mitigation Each(Mitigation state, Func<Engagement, Engagement> change) =>
        state with { Engagements = state.Engagements.SetItems(state.Engagements.Select(e => KeyValuePair.Create(e.Key, change(e.Value)))) };

    private sealed class Wrong(DefectiveRules defect, IRules<Mitigation, MitigationCommand, MitigationEvent> real) : IRules<Mitigation, MitigationCommand, MitigationEvent>
    {
        public Decision<MitigationEvent> Decide(Mitigation state, MitigationCommand command, DateTimeOffset now) => real.Decide(defect.Known(state, command), command, now);

        public Mitigation Apply(Mitigation state, MitigationEvent happened) => defect.After(state, real.Apply(state, happened), happened);

        public IEnumerable<Effect> Due(Mitigation state, DateTimeOffset now) => real.Due(state, now);
    }
}
