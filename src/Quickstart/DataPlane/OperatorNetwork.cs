namespace Quickstart.DataPlane;

/// <summary>One operator's routers: the filters they hold, in the order they were applied, and what passed.</summary>
internal sealed class OperatorNetwork
{
    public List<Filter> Filters { get; } = [];

    public Meter Arrived { get; } = new();

    public Meter Dropped { get; } = new();

    public Meter Forwarded { get; } = new();

    /// <summary>Every meter of the network and its filters.</summary>
    public IEnumerable<Meter> Meters => Filters.SelectMany(f => new[] { f.Dropped, f.Forwarded }).Concat([Arrived, Dropped, Forwarded]);

    /// <summary>Takes a flow in and tells whether it comes out again. The first filter that matches drops it.</summary>
    public bool Passes(int flow, Rate rate)
    {
        Arrived.Now += rate;
        foreach (var filter in Filters)
            if (filter.Catches(flow))
            {
                filter.Dropped.Now += rate;
                Dropped.Now += rate;
                return false;
            }

        Forwarded.Now += rate;
        foreach (var filter in Filters)
            if (filter.ForTarget)
                filter.Forwarded.Now += rate;
        return true;
    }
}
