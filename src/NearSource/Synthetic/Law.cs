namespace NearSource.Synthetic;

/// <summary>
/// A heavy-tailed distribution of whole numbers, given as points of its complementary cumulative distribution. Between two points it falls as Pareto's law
/// of exponent one does, which needs no logarithm.
/// </summary>
internal sealed class Law
{
    private readonly (int Value, double AtLeast)[] _points;

    /// <param name="points">Values, ascending, each with the share that has at least so much; the first share is 1, the last value is the largest there is.</param>
    public Law(params (int Value, double AtLeast)[] points) => _points = points;

    /// <summary>The value that this share of all exceed.</summary>
    /// <param name="above">0 (the largest) to 1 (the smallest).</param>
    public int At(double above)
    {
        for (var i = 1; i < _points.Length; i++)
        {
            var (low, high) = (_points[i - 1], _points[i]);
            if (above < high.AtLeast)
                continue;

            // Values of the step are low to high - 1: the next point counts those from high on.
            var part = (low.AtLeast - above) / (low.AtLeast - high.AtLeast);
            return Math.Min(high.Value - 1, (int)(1 / ((1.0 / low.Value) + (part * ((1.0 / high.Value) - (1.0 / low.Value))))));
        }

        return _points[^1].Value;
    }

    /// <summary>So many values as the law spreads them, the largest first: no seed has a giant more than another.</summary>
    public int[] Spread(int count)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++)
            values[i] = At((i + 0.5) / count);
        return values;
    }

    /// <summary>Gives a share of these places a value each, the largest to the one with the lowest key; the others get 0.</summary>
    public void Assign(Span<int> places, double share, Func<int, double> key)
    {
        var (order, values) = (Ranking.Of(places.Length, key), Spread((int)(places.Length * share)));
        places.Clear();
        for (var i = 0; i < values.Length; i++)
            places[order[i]] = values[i];
    }
}
