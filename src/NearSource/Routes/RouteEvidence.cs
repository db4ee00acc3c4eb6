namespace NearSource.Routes;

/// <summary>
/// What is known of the real routes to one destination beside the graph: that an AS was seen handing its traffic to a certain neighbour, or that
/// it does not hand it to one it should. A next hop that was seen excludes all others; relations the graph does not know may be added by it.
/// </summary>
public sealed class RouteEvidence
{
    // Asked for every link of the graph in every tree: arrays by AS, as long as the highest index said so far. A next hop is kept plus one; 0 is none.
    private int[] _seen = [];
    private bool[] _closed = [];
    private int[] _firstAbsent = [];
    private bool[] _moreAbsent = [];
    private readonly HashSet<(int From, int To)> _absent = [];
    private readonly Dictionary<int, List<(int From, RouteKind Kind)>> _added = [];

    /// <summary>How many next hops were seen.</summary>
    public int SeenCount { get; private set; }

    /// <summary>The AS hands its traffic for the destination to this neighbour. What was said of it before is replaced.</summary>
    /// <param name="from">Index of the AS.</param>
    /// <param name="to">Index of the neighbour.</param>
    /// <param name="kind">What the neighbour is to the AS.</param>
    public void Seen(int from, int to, RouteKind kind)
    {
        Forget(from);
        At(ref _seen, from) = to + 1;
        SeenCount++;
        (_added.TryGetValue(to, out var list) ? list : _added[to] = []).Add((from, kind));
    }

    /// <summary>The next hop is not known any more.</summary>
    public void Forget(int from)
    {
        if (SeenAt(from) is not (>= 0 and var before))
            return;
        _seen[from] = 0;
        SeenCount--;
        _added[before].RemoveAll(a => a.From == from);
    }

    /// <summary>The AS does not hand its traffic for the destination to this neighbour.</summary>
    public bool Absent(int from, int to)
    {
        // Most have one only, which needs no hashing.
        ref var first = ref At(ref _firstAbsent, from);
        if (first == 0)
        {
            first = to + 1;
            return true;
        }

        if (first == to + 1)
            return false;
        At(ref _moreAbsent, from) = true;
        return _absent.Add((from, to));
    }

    /// <summary>Nobody hands traffic to this AS but those who were seen to.</summary>
    public void Close(int to) => At(ref _closed, to) = true;

    /// <summary>The neighbour an AS was seen to use; -1 when none was.</summary>
    public int SeenAt(int from) => from < _seen.Length ? _seen[from] - 1 : -1;

    internal bool Allows(int from, int to) => (from >= _seen.Length || _seen[from] == 0) && (to >= _closed.Length || !_closed[to])
        && (from >= _firstAbsent.Length || _firstAbsent[from] != to + 1) && (from >= _moreAbsent.Length || !_moreAbsent[from] || !_absent.Contains((from, to)));

    internal IReadOnlyList<(int From, RouteKind Kind)> AddedAt(int to) => _added.TryGetValue(to, out var list) ? list : [];

    private static ref T At<T>(ref T[] values, int index)
    {
        if (index >= values.Length)
            Array.Resize(ref values, Math.Max(index + 1, 2 * values.Length));
        return ref values[index];
    }
}
