namespace NearSource.Routes;

/// <summary>
/// What is known of the real routes to one destination beside the graph: that an AS was seen handing its traffic to a certain neighbour, or that
/// it does not hand it to one it should. A next hop that was seen excludes all others; relations the graph does not know may be added by it.
/// </summary>
public sealed class RouteEvidence
{
    private readonly Dictionary<int, int> _seen = [];
    private readonly HashSet<(int From, int To)> _absent = [];
    private readonly HashSet<int> _closed = [];
    private readonly Dictionary<int, List<(int From, RouteKind Kind)>> _added = [];

    /// <summary>How many next hops were seen.</summary>
    public int SeenCount => _seen.Count;

    /// <summary>The AS hands its traffic for the destination to this neighbour. What was said of it before is replaced.</summary>
    /// <param name="from">Index of the AS.</param>
    /// <param name="to">Index of the neighbour.</param>
    /// <param name="kind">What the neighbour is to the AS.</param>
    public void Seen(int from, int to, RouteKind kind)
    {
        Forget(from);
        _seen[from] = to;
        (_added.TryGetValue(to, out var list) ? list : _added[to] = []).Add((from, kind));
    }

    /// <summary>The next hop is not known any more.</summary>
    public void Forget(int from)
    {
        if (_seen.Remove(from, out var before))
            _added[before].RemoveAll(a => a.From == from);
    }

    /// <summary>The AS does not hand its traffic for the destination to this neighbour.</summary>
    public bool Absent(int from, int to) => _absent.Add((from, to));

    /// <summary>Nobody hands traffic to this AS but those who were seen to.</summary>
    public void Close(int to) => _closed.Add(to);

    /// <summary>The neighbour an AS was seen to use; -1 when none was.</summary>
    public int SeenAt(int from) => _seen.GetValueOrDefault(from, -1);

    internal bool Allows(int from, int to) => !_seen.ContainsKey(from) && !_closed.Contains(to) && !_absent.Contains((from, to));

    internal IReadOnlyList<(int From, RouteKind Kind)> AddedAt(int to) => _added.TryGetValue(to, out var list) ? list : [];
}
