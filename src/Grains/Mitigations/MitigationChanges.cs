namespace Grains.Mitigations;

/// <summary>Copies of a mitigation with some engagements changed.</summary>
internal static class MitigationChanges
{
    /// <summary>One engagement changed in place: no new order goes out.</summary>
    public static Mitigation With(this Mitigation state, string @operator, Func<Engagement, Engagement> change) =>
        state with { Engagements = state.Engagements.SetItem(@operator, change(state.Engagements[@operator])) };

    /// <summary>Every chosen engagement gets its next revision, which is to be sent: standing orders are asked for again.</summary>
    public static Mitigation Revise(this Mitigation state, Func<Engagement, bool> choose, Func<Engagement, Engagement> change)
    {
        var engagements = state.Engagements.ToBuilder();
        foreach (var engagement in state.Engagements.Values.Where(choose))
        {
            var changed = change(engagement) with { Revision = engagement.Revision + 1 };
            changed = changed with { HeldUntil = Later(engagement.HeldUntil, changed.End) };

            // Until the controller has answered the new revision nothing is known about it, so status does not claim it;
            // and a withdrawal is sent as long as any earlier order may be in force.
            engagements[engagement.Operator] = changed.Stands ? changed with { State = EngagementState.Intended } : changed with { End = changed.HeldUntil };
        }

        return state with { Engagements = engagements.ToImmutable() };
    }

    /// <summary>Its next revision is the withdrawal.</summary>
    public static Engagement Withdrawn(this Engagement engagement, DateTimeOffset at) => engagement with { State = EngagementState.Withdrawing, Next = null, Since = at };

    /// <summary>A standing order is asked for again: who has not answered the one before is awaited since that one.</summary>
    public static Engagement AskedAgain(this Engagement engagement, DateTimeOffset at) => engagement.State == EngagementState.Intended ? engagement : engagement with { Since = at };

    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
