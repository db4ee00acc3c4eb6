using System.Collections.Immutable;

namespace NearSource.Choice;

/// <summary>What those chosen so far achieve of each stream, and what one more would add.</summary>
internal sealed class Tally
{
    private readonly Flows _flows;
    private readonly ImmutableArray<Contender> _contenders;
    private readonly Limits _limits;
    private readonly double[] _worth;
    private readonly double[] _covered;
    private readonly int[] _starts;
    private readonly int[] _at;
    private readonly Aim _aim;
    private readonly List<(double Density, int From, int To, double Weight)> _ranked = [];

    public Tally(Flows flows, ImmutableArray<Contender> contenders, Aim aim, Limits limits)
    {
        (_flows, _contenders, _aim, _limits) = (flows, contenders, aim, limits);
        (_worth, _covered) = (new double[flows.Count], new double[flows.Count]);

        // Crossings by contender: each is asked for its own many times.
        _starts = new int[contenders.Length + 1];
        var total = flows.Count == 0 ? 0 : flows.Crossings(flows.Count - 1).End;
        (_at, FlowOf) = (new int[total], new int[total]);
        for (var i = 0; i < total; i++)
            _starts[flows.Contender(i) + 1]++;
        for (var c = 0; c < contenders.Length; c++)
            _starts[c + 1] += _starts[c];
        var next = _starts[..^1];
        for (var flow = 0; flow < flows.Count; flow++)
            for (var (i, end) = flows.Crossings(flow); i < end; i++)
            {
                FlowOf[i] = flow;
                _at[next[flows.Contender(i)]++] = i;
            }
    }

    /// <summary>The stream of each crossing.</summary>
    public int[] FlowOf { get; }

    /// <summary>Share of the attack that is dropped.</summary>
    public double Covered { get; private set; }

    /// <summary>Worth of it by the aim.</summary>
    public double Worth { get; private set; }

    /// <summary>Crossings of a contender.</summary>
    public ReadOnlySpan<int> Of(int contender) => _at.AsSpan(_starts[contender], _starts[contender + 1] - _starts[contender]);

    /// <summary>What the contender would add to the aim; never rises when others are chosen.</summary>
    public double Gain(int contender)
    {
        var gain = 0.0;
        if (!IsLimited(contender))
        {
            foreach (var crossing in Of(contender))
                if (_aim.Worth(_flows.HopsLeft(crossing)) - _worth[FlowOf[crossing]] is > 0 and var more)
                    gain += _flows.Weight(FlowOf[crossing]) * more;
            return gain;
        }

        Fill(contender, (crossing, part) => gain += part * _flows.Weight(FlowOf[crossing]) * Math.Max(0, _aim.Worth(_flows.HopsLeft(crossing)) - _worth[FlowOf[crossing]]));
        return gain;
    }

    /// <summary>Share of the attack the contender would drop that nobody drops yet.</summary>
    public double Fresh(int contender)
    {
        var fresh = 0.0;
        Fill(contender, (crossing, part) => fresh += _flows.Weight(FlowOf[crossing]) * part * (1 - _covered[FlowOf[crossing]]));
        return fresh;
    }

    /// <summary>Chooses the contender.</summary>
    public void Take(int contender) => Fill(contender, (crossing, part) =>
    {
        var flow = FlowOf[crossing];
        var weight = _flows.Weight(flow);
        if (_aim.Worth(_flows.HopsLeft(crossing)) - _worth[flow] is > 0 and var more)
        {
            _worth[flow] += part * more;
            Worth += weight * part * more;
        }

        var fresh = part * (1 - _covered[flow]);
        _covered[flow] += fresh;
        Covered += weight * fresh;
    });

    private bool IsLimited(int contender) => _contenders[contender].Capacity is not null || (_limits.BySource && _contenders[contender].Sources is not null);

    /// <summary>Gives the contender what it can take, the most worth for an entry first; the last stream may fit in part.</summary>
    private void Fill(int contender, Action<int, double> take)
    {
        if (!IsLimited(contender))
        {
            foreach (var crossing in Of(contender))
                take(crossing, 1);
            return;
        }

        var entries = _limits.BySource ? _contenders[contender].Sources ?? double.MaxValue : double.MaxValue;
        var capacity = _contenders[contender].Capacity ?? double.MaxValue;
        _ranked.Clear();
        var crossings = Of(contender);
        for (var from = 0; from < crossings.Length;)
        {
            // Streams of one origin are the same sources on the ways they may take: an entry for each holds them all.
            var (to, worth, weight) = (from, 0.0, 0.0);
            do
            {
                var (flow, left) = (FlowOf[crossings[to]], _flows.HopsLeft(crossings[to]));
                worth += _flows.Weight(flow) * (Math.Max(0, _aim.Worth(left) - _worth[flow]) + (1e-6 * (1 - _covered[flow])));
                weight += _flows.Weight(flow);
            }
            while (++to < crossings.Length && _flows.Origin(FlowOf[crossings[to]]) is not Flows.Unexplained and var origin && origin == _flows.Origin(FlowOf[crossings[from]]));

            _ranked.Add((worth / Math.Max(_flows.Sources(FlowOf[crossings[from]]) / entries, weight / capacity), from, to, weight));
            from = to;
        }

        _ranked.Sort((a, b) => a.Density != b.Density ? b.Density.CompareTo(a.Density) : a.From.CompareTo(b.From));
        foreach (var (_, from, to, weight) in _ranked.ToArray())
        {
            var sources = _flows.Sources(FlowOf[Of(contender)[from]]);
            var part = Math.Min(1, Math.Min(entries / Math.Max(1, sources), weight > 0 ? capacity / weight : 1));
            if (part <= 0)
                break;
            for (var i = from; i < to; i++)
                take(Of(contender)[i], part);
            entries -= part * sources;
            capacity -= part * weight;
        }
    }
}
