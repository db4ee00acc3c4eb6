namespace NearSource.Topology;

/// <summary>One list of neighbours for each AS, all in one array.</summary>
internal sealed class Neighbours
{
    private readonly int[] _starts;
    private readonly int[] _all;

    public Neighbours(int count, (int From, int To)[] pairs)
    {
        _starts = new int[count + 1];
        foreach (var (from, _) in pairs)
            _starts[from + 1]++;
        for (var i = 0; i < count; i++)
            _starts[i + 1] += _starts[i];

        _all = new int[pairs.Length];
        var next = _starts.AsSpan(0, count).ToArray();
        foreach (var (from, to) in pairs)
            _all[next[from]++] = to;
        for (var i = 0; i < count; i++)
            _all.AsSpan(_starts[i], _starts[i + 1] - _starts[i]).Sort();
    }

    public int Count => _all.Length;

    public ReadOnlySpan<int> Of(int index) => _all.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    public ArraySegment<int> ListOf(int index) => new(_all, _starts[index], _starts[index + 1] - _starts[index]);
}
