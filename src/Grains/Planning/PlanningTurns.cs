namespace Grains.Planning;

/// <summary>
/// When plans are made, outside the turns of grains: of all askers some at once and of each one, in the order of arrival. A plan takes a processor for a tenth of a second
/// and more, and an asker may want fifty a second, by other scopes or by trying: without this it would be everybody's processors. Thread safe.
/// </summary>
/// <param name="atOnce">Plans made at once: fewer than there are processors, which serve messages too.</param>
public sealed class PlanningTurns(int atOnce)
{
    private readonly SemaphoreSlim _places = new(atOnce);
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Waits for the asker's turn and works outside the caller's; what the work throws comes through.</summary>
    /// <param name="asker">Who waits only for its own and for one of each other's at a time.</param>
    public async Task<T> Run<T>(string asker, Func<T> work)
    {
        var lane = Enter(asker);
        try
        {
            await lane.Place.WaitAsync();
            try
            {
                await _places.WaitAsync();
                try
                {
                    return await Task.Run(work);
                }
                finally
                {
                    _places.Release();
                }
            }
            finally
            {
                lane.Place.Release();
            }
        }
        finally
        {
            Leave(asker, lane);
        }
    }

    private Lane Enter(string asker)
    {
        lock (_lanes)
        {
            if (!_lanes.TryGetValue(asker, out var lane))
                _lanes[asker] = lane = new();
            lane.Users++;
            return lane;
        }
    }

    private void Leave(string asker, Lane lane)
    {
        lock (_lanes)
            if (--lane.Users == 0)
                _lanes.Remove(asker);
    }

    /// <summary>One asker's, there as long as something of it is under way or waits.</summary>
    private sealed class Lane
    {
        public SemaphoreSlim Place { get; } = new(1);

        public int Users { get; set; }
    }
}
