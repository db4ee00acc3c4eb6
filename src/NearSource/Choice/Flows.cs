namespace NearSource.Choice;

/// <summary>
/// The attack as streams of known origin, each with the contenders that it crosses, nearest to its source first. Arrays, since one plan walks
/// tens of thousands of paths. Where the way is not certain, an origin has several streams, one after the other, each with its probability in the weight.
/// </summary>
internal sealed class Flows
{
    /// <summary>Origin of a stream that members see and no source explains.</summary>
    public const int Unexplained = -1;

    private readonly List<double> _weights = [];
    private readonly List<int> _sources = [];
    private readonly List<int> _origins = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _contenders = [];
    private readonly List<int> _hopsLeft = [];
    private readonly List<int> _hops = [];

    /// <summary>Number of streams.</summary>
    public int Count => _weights.Count;

    /// <summary>Its part of the whole attack, 0..1.</summary>
    public double Weight(int flow) => _weights[flow];

    /// <summary>Filter entries it takes.</summary>
    public int Sources(int flow) => _sources[flow];

    /// <summary>Which of the input's sources it is, or <see cref="Unexplained"/>.</summary>
    public int Origin(int flow) => _origins[flow];

    /// <summary>AS hops from its source to the target.</summary>
    public int Hops(int flow) => _hops[flow];

    /// <summary>Positions of its crossings.</summary>
    public (int Start, int End) Crossings(int flow) => (_starts[flow], _starts[flow + 1]);

    /// <summary>The contender that a crossing is.</summary>
    public int Contender(int crossing) => _contenders[crossing];

    /// <summary>AS hops from there to the target.</summary>
    public int HopsLeft(int crossing) => _hopsLeft[crossing];

    /// <summary>Adds a crossing to the stream that is being described; later ones of the same contender are left out, since nothing is left for them to see.</summary>
    public void Cross(int contender, int hopsLeft)
    {
        for (var i = _starts[^1]; i < _contenders.Count; i++)
            if (_contenders[i] == contender)
            {
                _hopsLeft[i] = Math.Max(_hopsLeft[i], hopsLeft);
                return;
            }

        _contenders.Add(contender);
        _hopsLeft.Add(hopsLeft);
    }

    /// <summary>
    /// Ends the description of a stream. One of the same origin as those just before, which crosses the same contenders as one of them at the same distances, adds
    /// to that: ways that differ elsewhere only make no difference.
    /// </summary>
    public void Add(int origin, double weight, int sources, int hops)
    {
        for (var flow = Count - 1; flow >= 0 && origin != Unexplained && _origins[flow] == origin; flow--)
            if (_hops[flow] == hops && SameAsLast(flow))
            {
                _weights[flow] += weight;
                _contenders.RemoveRange(_starts[^1], _contenders.Count - _starts[^1]);
                _hopsLeft.RemoveRange(_starts[^1], _hopsLeft.Count - _starts[^1]);
                return;
            }

        _origins.Add(origin);
        _weights.Add(weight);
        _sources.Add(sources);
        _hops.Add(hops);
        _starts.Add(_contenders.Count);
    }

    private bool SameAsLast(int flow)
    {
        var (start, count) = (_starts[flow], _starts[flow + 1] - _starts[flow]);
        if (_contenders.Count - _starts[^1] != count)
            return false;
        for (var i = 0; i < count; i++)
            if (_contenders[start + i] != _contenders[_starts[^1] + i] || _hopsLeft[start + i] != _hopsLeft[_starts[^1] + i])
                return false;
        return true;
    }
}
