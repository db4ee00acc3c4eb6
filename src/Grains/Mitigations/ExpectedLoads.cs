using Grains.Operators;

namespace Grains.Mitigations;

/// <summary>
/// What a mitigation takes of each operator, for those who plan for others: what has changed since it was told, and everything from time to time, since it may get lost.
/// Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class ExpectedLoads(TimeProvider time)
{
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(60);

    /// <summary>What is reserved for a plan is kept so long until the plan's own orders are told of.</summary>
    private static readonly TimeSpan ReservedFor = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, OperatorLoad> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Scope, int Wave)> _reserved = new(StringComparer.Ordinal);
    private DateTimeOffset _allAt = DateTimeOffset.MinValue;

    /// <summary>
    /// Share times volume; 0 where either is unknown, of who does not stand, and of what is filtered and not cleaned: filters take entries, not capacity, and a volume that
    /// nobody has to take in could be any number.
    /// </summary>
    public static double Of(Mitigation mitigation, Engagement engagement) =>
        engagement.Stands && mitigation.Runs ? Bps(mitigation.Request!, engagement.Assignment, engagement.ExpectedShare) : 0;

    /// <summary>What is to be told now; counts as told.</summary>
    public IReadOnlyList<(string Operator, OperatorLoad Load)> Take(Mitigation mitigation)
    {
        var now = time.GetUtcNow();
        var all = now >= _allAt + Again;
        if (all)
            _allAt = now;
        var due = new List<(string, OperatorLoad)>();
        foreach (var engagement in mitigation.Engagements.Values.Where(e => !_reserved.ContainsKey(e.Operator)))
            Compare(
                engagement.Operator,
                new(Rules(mitigation, engagement), Of(mitigation, engagement), engagement.HeldUntil, HasAnsweredForAll(engagement), engagement.Revision));

        // Reserved, and not ordered in the end.
        foreach (var @operator in _told.Keys.Where(o => !mitigation.Engagements.ContainsKey(o) && !_reserved.ContainsKey(o)).ToArray())
            Compare(@operator, new(0, 0, now));
        return due;

        void Compare(string @operator, OperatorLoad load)
        {
            var known = _told.GetValueOrDefault(@operator);
            var same = load.IsNothing ? known is null : known is not null && load with { Answered = known.Answered } == known;
            if (same && (!all || load.IsNothing))
                return;
            if (load.IsNothing)
                _told.Remove(@operator);
            else
                _told[@operator] = load;
            due.Add((@operator, load));
        }
    }

    /// <summary>What a plan is about to take of an operator; counts as told, and stays so until the plan has been decided on.</summary>
    public OperatorLoad Reserve((int Scope, int Wave) plan, Mitigation mitigation, HelpRequest request, string @operator, Assignment assignment)
    {
        _reserved[@operator] = plan;
        var revision = (mitigation.Engagements.GetValueOrDefault(@operator)?.Revision ?? 0) + 1;
        return _told[@operator] = new(assignment.Match.Rows, Bps(request, assignment, assignment.Share), time.GetUtcNow() + ReservedFor, Revision: revision);
    }

    /// <summary>The plan has been decided on: from now on its orders say what is taken. What was reserved for a plan that is still under way stays.</summary>
    public void Decided((int Scope, int Wave) plan)
    {
        foreach (var (@operator, @for) in _reserved)
            if (@for == plan)
                _reserved.Remove(@operator);
    }

    /// <summary>Not when its next terms, which take more, have not been ordered yet.</summary>
    private static bool HasAnsweredForAll(Engagement engagement) =>
        engagement.State is EngagementState.Accepted or EngagementState.Active && engagement.Rows == engagement.Assignment.Match.Rows;

    private static double Bps(HelpRequest request, Assignment assignment, double share) =>
        request.VolumeBps is > 0 and var volume && (assignment.Action ?? request.Action) == HelpAction.Mitigation ? share * volume : 0;

    /// <summary>Also those of an order whose withdrawal is on its way.</summary>
    private static int Rules(Mitigation mitigation, Engagement engagement) =>
        mitigation.Phase != MitigationPhase.Closed && (engagement.Stands || engagement.State == EngagementState.Withdrawing) ? engagement.Rows : 0;
}
